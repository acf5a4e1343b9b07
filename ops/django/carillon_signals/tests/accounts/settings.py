"""A site with a user model of its own, without sessions or the admin."""

import os

SECRET_KEY = "accounts"
INSTALLED_APPS = [
    "carillon_signals",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "carillon_signals.tests.accounts",
]
AUTH_USER_MODEL = f"accounts.{os.environ['USER_MODEL'].capitalize()}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
CARILLON_REDIS_URL = os.environ["REDIS_URL"]
