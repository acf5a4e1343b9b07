"""Prints JSON Web Tokens of users, made by PyJWT, by "username seconds": python short_jwts.py SECRET "viewer 20" ..."""

import json
import sys
import time

import django

django.setup()

import jwt
from django.contrib.auth import get_user_model

secret, *wanted = sys.argv[1:]


def made(username, seconds):
    pk = get_user_model().objects.get(username=username).pk
    return jwt.encode({"sub": str(pk), "exp": int(time.time()) + int(seconds)}, secret, algorithm="HS256")


print(json.dumps({each: made(*each.split()) for each in wanted}))
