"""Prints, for every user, a token of this moment and one that has expired, and the content types visible to them."""

import json
import time
from unittest.mock import patch

import django

django.setup()

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from sesame.utils import get_token

LONG_AGO = time.time() - 3600


def visible(user):
    return [
        ct.pk
        for ct in ContentType.objects.all()
        if user.has_perm(f"{ct.app_label}.view_{ct.model}") or user.has_perm(f"{ct.app_label}.change_{ct.model}")
    ]


users = {}
for user in get_user_model().objects.order_by("pk"):
    fresh = get_token(user)
    with patch("time.time", lambda: LONG_AGO):
        expired = get_token(user)
    users[user.get_username()] = {"token": fresh, "expired": expired, "visible": visible(user)}
stranger = get_user_model()(pk=999_999, password="x", is_active=True)
users["stranger"] = {"token": get_token(stranger), "expired": "", "visible": []}
types = {f"{ct.app_label}.{ct.model}": ct.pk for ct in ContentType.objects.all()}
print(json.dumps({"users": users, "types": types}))
