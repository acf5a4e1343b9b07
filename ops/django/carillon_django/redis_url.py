"""A CACHES entry that is a Redis, as the URL that the gateway reads."""

from urllib.parse import quote, urlencode, urlsplit

from django.core.management.base import CommandError

DJANGO_REDIS = "django_redis.cache.RedisCache"
DJANGO = "django.core.cache.backends.redis.RedisCache"


def redis_url(alias, entry, warn):
    backend = entry.get("BACKEND")
    options = entry.get("OPTIONS") or {}
    if backend == DJANGO_REDIS:
        # REDIS_CLIENT_KWARGS and the like do not say where Redis is; these do, and the later ones win.
        extra = {**upper(options), **(options.get("CONNECTION_POOL_KWARGS") or {})}
    elif backend == DJANGO:
        extra = options
    else:
        raise CommandError(
            f"CACHES[{alias!r}] is not a Redis ({backend}). Name another by --cache, or say --redis-url."
        )
    location = first(entry.get("LOCATION"))
    if not location:
        raise CommandError(f"CACHES[{alias!r}] has no LOCATION. Name another by --cache, or say --redis-url.")
    if options.get("SENTINELS"):
        return sentinel_url(location, options, extra, warn)
    return plain_url(location, extra, warn)


def upper(options):
    return {name.lower(): options[name] for name in ("USERNAME", "PASSWORD") if options.get(name)}


def first(location):
    """Where there are several, the first is the primary, and publications go there."""
    if isinstance(location, str):
        location = location.split(",")
    return location[0].strip() if location else ""


def parsed(location):
    # redis-py itself reads it, as it does for the site.
    from redis.connection import parse_url

    return parse_url(location)


def plain_url(location, extra, warn):
    try:
        # What the URL says wins over the options.
        parts = {**extra, **parsed(location)}
    except ValueError:
        raise CommandError("CACHES: LOCATION must begin with redis://, rediss:// or unix://") from None
    scheme = urlsplit(location).scheme
    login = credentials(parts)
    if scheme == "unix":
        return f"unix://{login}{quote(parts.get('path', ''))}" + query({"db": parts.get("db")})
    host = parts.get("host", "localhost")
    host = f"[{host}]" if ":" in host else host
    trust = certificates(parts, warn) if scheme == "rediss" else {}
    return f"{scheme}://{login}{host}:{parts.get('port', 6379)}/{parts.get('db', 0)}" + query(trust)


def sentinel_url(location, options, extra, warn):
    parts = {**extra, **parsed(location)}
    password = dict(options.get("SENTINEL_KWARGS") or {}).pop("password", None)
    tls = location.startswith("rediss:") or parts.get("ssl")
    trust = certificates(parts, warn) if tls else {}
    hosts = ",".join(f"{host}:{port}" for host, port in options["SENTINELS"])
    # From the location itself: a service's name keeps its case.
    service = urlsplit(location).netloc.rpartition("@")[2].partition(":")[0]
    return (
        f"{'rediss' if tls else 'redis'}-sentinel://{credentials(parts)}{hosts}/{parts.get('db', 0)}"
        + query({"sentinel_password": password, **trust})
        + f"#{quote(service)}"
    )


def certificates(parts, warn):
    """What of redis-py's TLS options the gateway takes too."""
    for name in ("ssl_certfile", "ssl_keyfile", "ssl_ca_data", "ssl_ca_path"):
        if parts.get(name):
            warn(f"CACHES: {name} is not passed on; the gateway takes ssl_ca_certs, and no client certificate.")
    found = {name: parts[name] for name in ("ssl_check_hostname", "ssl_ca_certs") if parts.get(name) is not None}
    if "ssl_cert_reqs" in parts:
        # A word, None, or a constant of the ssl module.
        level = parts["ssl_cert_reqs"]
        found["ssl_cert_reqs"] = getattr(level, "name", str(level)).lower().removeprefix("cert_")
    return found


def query(options):
    text = urlencode({name: value for name, value in options.items() if value not in (None, "")}, quote_via=quote)
    return f"?{text}" if text else ""


def credentials(parts):
    user, password = parts.get("username"), parts.get("password")
    if not password:
        return ""
    return f"{quote(user or '', safe='')}:{quote(password, safe='')}@"
