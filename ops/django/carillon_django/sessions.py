"""The site's sessions, as the gateway names their settings."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends import cache, cached_db, db, signed_cookies
from django.core.cache import caches
from django.core.management.base import CommandError
from django.db import router

from .redis_url import DJANGO, DJANGO_REDIS, redis_url
from .tokens import duration

# The most derived first: a store of the site's own is what it extends.
ENGINES = {"cached_db": cached_db, "db": db, "cache": cache, "signed_cookies": signed_cookies}

MIDDLEWARE = "django.contrib.sessions.middleware.SessionMiddleware"

JSON = "django.contrib.sessions.serializers.JSONSerializer"
PICKLE = "django.contrib.sessions.serializers.PickleSerializer"

TABLE_SALT = "django.contrib.sessions.SessionStore"

READABLE_SERIALIZERS = {
    "django_redis.serializers.pickle.PickleSerializer",
    "django_redis.serializers.json.JSONSerializer",
    "django_redis.serializers.msgpack.MSGPackSerializer",
}
READABLE_COMPRESSORS = {
    "django_redis.compressors.identity.IdentityCompressor",
    "django_redis.compressors.zlib.ZlibCompressor",
    "django_redis.compressors.gzip.GzipCompressor",
}
READABLE_CLIENTS = {"django_redis.client.DefaultClient", "django_redis.client.SentinelClient"}

DEFAULTS = {
    "cookie_name": "sessionid",
    "cookie_age": "1209600s",
    "backends": ["django.contrib.auth.backends.ModelBackend", "sesame.backends.ModelBackend"],
    "salt": TABLE_SALT,
    "cache_key": "{prefix}:{version}:{key}",
}


class Unreadable(Exception):
    """Why the gateway cannot read the site's sessions."""


def sessions(user_model, warn):
    """The section, and the name of the sessions' table where it is used; warn is told why there is none."""
    try:
        return readable(user_model, warn)
    except Unreadable as problem:
        warn(f"{problem}; session cookies are not accepted.")
        return {}, None


def readable(user_model, warn):
    if MIDDLEWARE not in settings.MIDDLEWARE:
        raise Unreadable("MIDDLEWARE lacks SessionMiddleware")
    check_user(user_model)
    if any(isinstance(key, bytes) for key in [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]):
        raise Unreadable("SECRET_KEY is bytes, which the gateway knows for tokens only")
    store = import_module(settings.SESSION_ENGINE).SessionStore
    engine = engine_of(store)
    if engine != "cache":
        check_serializer(warn)
    cached = {}
    if engine in ("cache", "cached_db"):
        cached = cache_section(engine, store, warn)
    section = {
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "cookie_age": duration(settings.SESSION_COOKIE_AGE),
        "backends": list(settings.AUTHENTICATION_BACKENDS),
        "salt": store().key_salt if engine in ("db", "cached_db") else TABLE_SALT,
        **cached,
    }
    table = table_of(store, user_model) if engine in ("db", "cached_db") else None
    return {"engine": engine, **{key: value for key, value in section.items() if value != DEFAULTS.get(key)}}, table


def engine_of(store):
    for name, module in ENGINES.items():
        if issubclass(store, module.SessionStore):
            return name
    raise Unreadable(f"SESSION_ENGINE: {settings.SESSION_ENGINE} is not known to the gateway")


def check_user(user_model):
    for name in ("get_session_auth_hash", "_get_session_auth_hash", "get_session_auth_fallback_hash"):
        if getattr(user_model, name, None) is not getattr(AbstractBaseUser, name, None):
            raise Unreadable(f"{user_model._meta.label} makes a hash of its own for sessions ({name})")


def check_serializer(warn):
    if settings.SESSION_SERIALIZER == PICKLE:
        raise Unreadable("SESSION_SERIALIZER: the gateway never unpickles, it reads sessions in JSON only")
    if settings.SESSION_SERIALIZER != JSON:
        warn(f"SESSION_SERIALIZER: the gateway reads JSON; what else {settings.SESSION_SERIALIZER} writes is nobody's.")


def table_of(store, user_model):
    model = store.get_model_class()
    if router.db_for_read(model) != router.db_for_read(user_model):
        raise Unreadable(f"{model._meta.label} is in another database than the users")
    return model._meta.db_table


def cache_section(engine, store, warn):
    """How to read the cache; without it, cached_db can be read from its table alone."""
    alias = settings.SESSION_CACHE_ALIAS
    try:
        return readable_cache(engine, store, alias, settings.CACHES.get(alias, {}), warn)
    except (Unreadable, CommandError) as problem:
        if engine == "cache":
            raise Unreadable(str(problem)) from None
        warn(f"{problem}; sessions are read from their table only.")
        return {}


def readable_cache(engine, store, alias, entry, warn):
    check_values(alias, entry)
    section = {"cache_url": redis_url(alias, entry, warn)}
    prefix = entry.get("KEY_PREFIX", "")
    if prefix:
        section["cache_key_prefix"] = prefix
    if entry.get("VERSION", 1) != 1:
        section["cache_version"] = str(entry["VERSION"])
    section["cache_key"] = key_template(engine, store, alias, entry)
    return section


def check_values(alias, entry):
    options = entry.get("OPTIONS") or {}
    if entry.get("BACKEND") == DJANGO_REDIS:
        for option, known in (
            ("SERIALIZER", READABLE_SERIALIZERS),
            ("COMPRESSOR", READABLE_COMPRESSORS),
            ("CLIENT_CLASS", READABLE_CLIENTS),
        ):
            if option in options and options[option] not in known:
                raise Unreadable(f"CACHES[{alias!r}]: the gateway cannot read what {options[option]} writes")
    elif entry.get("BACKEND") == DJANGO and options.get("serializer"):
        raise Unreadable(f"CACHES[{alias!r}]: the gateway cannot read what a serializer of the site's own writes")


def key_template(engine, store, alias, entry):
    """What the cache makes of a key, found by trying it: the key must stand in it as it is."""
    if store.cache_key_prefix != ENGINES[engine].KEY_PREFIX:
        raise Unreadable(f"SESSION_ENGINE: {settings.SESSION_ENGINE} has keys of its own ({store.cache_key_prefix})")
    if not entry.get("KEY_FUNCTION"):
        return DEFAULTS["cache_key"]
    made = [caches[alias].make_key(key) for key in ("first-key", "other-key")]
    templates = {text.replace(key, "{key}") for text, key in zip(made, ("first-key", "other-key"))}
    if len(templates) != 1 or not all(text.count("{key}") == 1 for text in templates):
        raise Unreadable(f"CACHES[{alias!r}]: KEY_FUNCTION makes keys that the gateway cannot make")
    return templates.pop()
