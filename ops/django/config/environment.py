"""Reads settings from the environment."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
}


def flag(name, default):
    """A variable that is on (1, true, yes, on) or off."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name, default):
    """A variable that is a list, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url, base_dir):
    """Django's DATABASES entry for a sqlite:///relative, sqlite:////absolute, postgres:// or mysql:// URL."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path[1:])
        if not path:
            raise ImproperlyConfigured("DATABASE_URL: write sqlite:///db.sqlite3, or four slashes for an absolute path")
        # A joined absolute path stays absolute.
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": base_dir / path}
    if parts.scheme not in ENGINES:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite://, postgres:// or mysql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": ENGINES[parts.scheme],
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
