"""
Users and groups for the end-to-end tests: `accounts.py make NAME ...`, `accounts.py keys`, `accounts.py sql STATEMENT`,
`accounts.py query STATEMENT`, `accounts.py new_model NAME`, `accounts.py late_commit USER CODENAME SECONDS`.
"""

import json
import sys
import time

import django

django.setup()

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction


def make(*names):
    category = Permission.objects.get(codename="view_category")
    password = make_password("secret")
    for name in names:
        User.objects.create(username=name, password=password, is_staff=True).user_permissions.set([category])
    members = Group.objects.create(name="Members")
    members.user_set.set(User.objects.filter(username__startswith="member"))


def keys():
    found = {f"user {user.username}": str(user.pk) for user in User.objects.all()}
    found |= {f"group {group.name}": str(group.pk) for group in Group.objects.all()}
    found |= {f"type {ct.app_label}.{ct.model}": str(ct.pk) for ct in ContentType.objects.all()}
    for permission in Permission.objects.select_related("content_type"):
        found[f"permission {permission.content_type.app_label}.{permission.codename}"] = str(permission.pk)
    print(json.dumps(found))


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def query(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        print(cursor.fetchone()[0])


def new_model(name):
    """What a migration leaves behind, for a model of the shop."""
    content_type = ContentType.objects.create(app_label="shop", model=name)
    Permission.objects.create(codename=f"view_{name}", name=name, content_type=content_type)
    print(content_type.pk)


def late_commit(name, codename, seconds):
    """Grants a permission as a view of the admin does that takes its time: the event leaves long before the commit."""
    user = User.objects.get(username=name)
    with transaction.atomic():
        user.user_permissions.add(Permission.objects.get(codename=codename, content_type__app_label="shop"))
        LogEntry.objects.create(
            user=User.objects.get(username="root"),
            content_type=ContentType.objects.get_for_model(User),
            object_id=user.pk,
            object_repr=name,
            action_flag=CHANGE,
            change_message="Changed User permissions.",
        )
        time.sleep(float(seconds))
    print(time.time())


{"make": make, "keys": keys, "sql": sql, "query": query, "new_model": new_model, "late_commit": late_commit}[sys.argv[1]](*sys.argv[2:])
