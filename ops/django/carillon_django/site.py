"""Everything that the gateway must know of a site, gathered from its settings and models."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import CommandError
from django.db import connections, router

from .databases import database_url
from .redis_url import redis_url
from .sessions import sessions
from .tables import tables
from .tokens import is_installed, sesame

SESAME_BACKEND = "sesame.backends.ModelBackend"
KNOWN_BACKENDS = {"django.contrib.auth.backends.ModelBackend", SESAME_BACKEND}


def configuration(warn, *, database=None, cache="default", channel="events", redis=None, scope="", session=False):
    """
    The gateway's sections; warn is called with each thing that the gateway cannot know.

    Session cookies are accepted where that is asked for, and where the site has no tokens.
    """
    user_model = get_user_model()
    alias = database or database_of(user_model, warn)
    warn_of_backends(warn)
    warn_of_manager(user_model, warn)
    cookies, session_table = sessions(user_model, warn) if session or not is_installed() else ({}, None)
    tokens = sesame(scope, warn) if is_installed() or not cookies else {}
    if tokens.get("one_time") and connections.settings[alias].get("TIME_ZONE"):
        warn("DATABASES: TIME_ZONE is set; one-time tokens hold the time of the last login, and may not be recognized.")
    return {
        "django": django(alias, tokens, warn),
        "tables": tables(user_model, tokens.get("primary_key_field", "pk"), session_table, warn),
        "sesame": tokens,
        "session": cookies,
        "permissions": permissions(user_model),
        "redis": {"url": redis or redis_url(cache, cache_entry(cache), warn), "channel": channel, **control_channel()},
    }


def control_channel():
    """As carillon_signals publishes; left out where it is the usual one."""
    name = getattr(settings, "CARILLON_CONTROL_CHANNEL", "events:control")
    return {} if name == "events:control" else {"control_channel": name}


def django(alias, tokens, warn):
    keys = [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]
    if "v1" in tokens.get("tokens", ()) and any(isinstance(key, bytes) for key in keys):
        warn("SECRET_KEY is bytes: tokens of version 2 are recognized, those of version 1 are not.")
    # django-sesame's version 2 hashes str(key), so a bytes key enters as its repr.
    secret, *fallbacks = (str(key) for key in keys)
    section = {"secret_key": secret}
    if fallbacks:
        section["secret_key_fallbacks"] = fallbacks
    section["database"] = database_url(connections.settings[alias], warn)
    section["use_tz"] = bool(settings.USE_TZ)
    section["time_zone"] = settings.TIME_ZONE or "UTC"
    return section


def permissions(user_model):
    """The user model, its proxies and children: whichever of them is changed in the admin, a user is."""
    models = sorted(model._meta.label for model in apps.get_models() if issubclass(model, user_model))
    return {} if models == ["auth.User"] else {"user_models": models}


def database_of(user_model, warn):
    alias = router.db_for_read(user_model)
    for model in (Permission, ContentType):
        if router.db_for_read(model) != alias:
            warn(f"{model._meta.label} is in another database than the users; the gateway reads one database.")
    return alias


def cache_entry(alias):
    if alias not in settings.CACHES:
        raise CommandError(f"There is no CACHES[{alias!r}]. Name one that is a Redis by --cache, or say --redis-url.")
    return settings.CACHES[alias]


def warn_of_backends(warn):
    for path in settings.AUTHENTICATION_BACKENDS:
        if path not in KNOWN_BACKENDS:
            warn(
                f"AUTHENTICATION_BACKENDS: the gateway cannot ask {path};"
                " permissions that it grants, and users that it refuses, are unknown to the gateway."
            )
    if is_installed() and SESAME_BACKEND not in settings.AUTHENTICATION_BACKENDS:
        warn(f"AUTHENTICATION_BACKENDS lacks {SESAME_BACKEND}: Django itself accepts no token, the gateway does.")


def warn_of_manager(user_model, warn):
    if user_model._default_manager.get_queryset().query.where:
        warn(
            f"The default manager of {user_model._meta.label} hides some users;"
            " the gateway does not know that, and accepts tokens of hidden users who are active."
        )
