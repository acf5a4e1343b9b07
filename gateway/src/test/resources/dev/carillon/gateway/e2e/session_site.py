"""
A site of its own, whose real session middleware and whose admin's login are driven from outside: commands come on standard
input, answers leave on standard output, a JSON object a line. Its settings are the JSON in the variable SETTINGS, its
database is that of DATABASE_URL.

Commands: {"do": "user", "name"}, {"do": "login", "name", "password", "with": [what, ...]} gives {"cookie"},
{"do": "who", "cookie"} gives {"user"}: whom Django itself sees; {"do": "logout" | "store" | "touch", "cookie", "with"},
{"do": "password", "name", "password"}, {"do": "active", "name", "active"}, {"do": "delete", "name"},
{"do": "expire", "cookie", "seconds"}, {"do": "keys", "key", "fallbacks"}, {"do": "config"}: what `carillon_config` makes of
the site.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django
from config import environment
from django.conf import settings

DATABASE = environment.database(os.environ["DATABASE_URL"], Path.cwd())

if DATABASE["ENGINE"].endswith("mysql"):
    import pymysql

    pymysql.version_info = (2, 2, 1, "final", 0)  # What Django asks of mysqlclient, whose place it takes.
    pymysql.install_as_MySQLdb()

settings.configure(
    **{
        "ROOT_URLCONF": __name__,
        "ALLOWED_HOSTS": ["*"],
        "INSTALLED_APPS": [
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        "LOGIN_REDIRECT_URL": "/who/",
        "LOGOUT_REDIRECT_URL": "/who/",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "USE_TZ": True,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": DATABASE},
        **json.loads(os.environ["SETTINGS"]),
    }
)
if hasattr(time, "tzset"):
    # As settings that are a module do.
    os.environ["TZ"] = settings.TIME_ZONE
    time.tzset()
django.setup()

from carillon_django.document import render
from carillon_django.site import configuration
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import JsonResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

VALUES = {
    "cart": lambda: [{"sku": "A-1", "qty": n, "price": 9.5, "gift": n % 2 == 0, "note": None} for n in range(20)],
    "text": lambda: "日本語 üñï 🔔 " + "x" * 300,
    "numbers": lambda: [0, -1, 255, 65_536, -(2**40), 2**62, 2**70, 1.5],
    "tuple": lambda: (1, "two", (3,)),
    "bytes": lambda: b"\x00\xff",
    "deep": lambda: {"a": {"b": {"c": [[[{}]]]}}},
    "object": lambda: timezone.now(),
}


def key_function(key, key_prefix, version):
    return f"{key_prefix}/v{version}/{key}/end"


def who(request):
    return JsonResponse({"user": request.user.get_username() or None})


def store(request):
    for name in request.GET.getlist("with"):
        if name.startswith("expiry="):
            request.session.set_expiry(int(name.removeprefix("expiry=")))
        elif name.startswith("expires_in="):
            request.session.set_expiry(timedelta(seconds=int(name.removeprefix("expires_in="))))
        else:
            request.session[name] = VALUES[name]()
    request.session.modified = True
    return JsonResponse({})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("who/", who),
    path("store/", store),
]


def browser(cookie=None):
    client = Client(raise_request_exception=True)
    if cookie is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return client


def cookie_of(client):
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def obey(do, **about):
    user = User.objects.filter(username=about.get("name")).first()
    client = browser(about.get("cookie"))
    match do:
        case "user":
            user = User.objects.create_user(about["name"], password="secret", is_staff=True)
            return {"id": str(user.pk)}
        case "login":
            answer = client.post("/admin/login/", {"username": about["name"], "password": about["password"]})
            assert answer.status_code == 302, answer.content
            if about["with"]:
                client.get("/store/", {"with": about["with"]})
        case "who":
            return client.get("/who/").json()
        case "store":
            client.get("/store/", {"with": about["with"]})
        case "logout":
            client.post("/admin/logout/")
        case "password":
            user.set_password(about["password"])
            user.save()
        case "active":
            user.is_active = about["active"]
            user.save()
        case "delete":
            user.delete()
        case "expire":
            Session.objects.filter(session_key=about["cookie"]).update(
                expire_date=timezone.now() + timedelta(seconds=about["seconds"])
            )
        case "config":
            warnings = []
            return {"config": render(configuration(warnings.append, redis="memory:", session=True)), "warnings": warnings}
        case "keys":
            settings.SECRET_KEY = about["key"]
            settings.SECRET_KEY_FALLBACKS = about["fallbacks"]
    return {"cookie": cookie_of(client)}


call_command("migrate", verbosity=0)
print("{}", flush=True)
for line in sys.stdin:
    print(json.dumps(obey(**json.loads(line))), flush=True)
