"""The control channel of the site's Redis."""

import functools
import json

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured

# For connecting and for an answer, where the site sets no other: whoever saves a user waits for it.
TIMEOUT = 2


def publish(change):
    """Sends one message; how many gateways heard it."""
    channel = getattr(settings, "CARILLON_CONTROL_CHANNEL", "events:control")
    return client().publish(channel, json.dumps({"invalidate": change}))


def client():
    url = getattr(settings, "CARILLON_REDIS_URL", None)
    if url:
        return client_of_url(url)
    return client_of_cache(getattr(settings, "CARILLON_CACHE", "default"))


@functools.lru_cache(maxsize=8)
def client_of_url(url):
    import redis

    return impatient(redis.Redis.from_url(url))


@functools.lru_cache(maxsize=8)
def client_of_cache(alias):
    cache = caches[alias]
    if hasattr(cache, "client"):  # django-redis
        return impatient(cache.client.get_client(True))
    if hasattr(getattr(cache, "_cache", None), "get_client"):  # Django's own
        return impatient(cache._cache.get_client(write=True))
    raise ImproperlyConfigured(
        f"CACHES[{alias!r}] is not a Redis: name the Redis in CARILLON_REDIS_URL, or another entry in CARILLON_CACHE."
    )


def impatient(given):
    """The same Redis with time-outs, and one more try, for a connection that has died while it lay idle."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    pool = given.connection_pool
    if type(pool) not in (redis.ConnectionPool, redis.BlockingConnectionPool):
        return given  # Sentinel's and others are the site's to configure.
    options = {key: value for key, value in pool.connection_kwargs.items() if value is not None}
    options = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, **options, "retry": Retry(NoBackoff(), 1)}
    return redis.Redis(connection_pool=redis.ConnectionPool(connection_class=pool.connection_class, **options))
