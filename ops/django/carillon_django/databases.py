"""A DATABASES entry as the URL that the gateway reads."""

import os
from urllib.parse import quote, urlencode

from django.core.management.base import CommandError

# The last part of ENGINE, so that wrappers around Django's engines (PostGIS, metrics) count as what they wrap.
SCHEMES = {
    "sqlite3": "sqlite",
    "spatialite": "sqlite",
    "postgresql": "postgres",
    "postgresql_psycopg2": "postgres",
    "postgis": "postgres",
    "mysql": "mysql",
}

# Options with a meaning for the gateway too. What is in neither set is reported.
POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "options"}
IGNORED_OPTIONS = {
    "connect_timeout",
    "client_encoding",
    "pool",
    "isolation_level",
    "server_side_binding",
    "application_name",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "charset",
    "init_command",
    "sql_mode",
    "use_unicode",
    "autocommit",
    "timeout",
    "transaction_mode",
    "check_same_thread",
    "cached_statements",
}


def database_url(entry, warn):
    engine = entry["ENGINE"]
    scheme = SCHEMES.get(engine.rpartition(".")[2])
    if scheme is None:
        raise CommandError(
            f"The gateway cannot read the database engine {engine}: it knows SQLite, PostgreSQL, MySQL and MariaDB."
        )
    if scheme == "sqlite":
        return sqlite_url(entry)
    options = dict(entry.get("OPTIONS") or {})
    query = mysql_options(options) if scheme == "mysql" else postgres_options(options)
    for name in sorted(set(options) - IGNORED_OPTIONS):
        warn(f"DATABASES: the option {name} is not passed on; see whether the gateway can do without it.")
    socket = query.pop("unix_socket", "")
    host = socket or str(entry.get("HOST") or "")
    if not host:
        host = "localhost"
        warn(
            "DATABASES: HOST is empty, so Django uses the database's unix socket;"
            " the gateway is told localhost, by TCP. Set HOST to the socket's path to have it use the socket."
        )
    name = entry.get("NAME")
    if not name:
        raise CommandError("DATABASES: NAME is empty (a service file?): the gateway needs the database's name.")
    return f"{scheme}://{credentials(entry)}{address(host, entry.get('PORT'))}/{escape(name)}" + (
        f"?{urlencode(query, quote_via=quote)}" if query else ""
    )


def sqlite_url(entry):
    name = os.fspath(entry["NAME"])
    if not name or name == ":memory:" or name.startswith("file:"):
        raise CommandError("The gateway can read a SQLite database only from a file of its own name.")
    return "sqlite:///" + quote(os.path.abspath(name))


def postgres_options(options):
    return {name: options.pop(name) for name in sorted(POSTGRES_OPTIONS & set(options))}


def mysql_options(options):
    query = {}
    if "unix_socket" in options:
        query["unix_socket"] = options.pop("unix_socket")
    ssl = options.pop("ssl", None)
    if ssl:
        query["sslmode"] = "verify-ca" if ssl.get("ca") else "require"
        if ssl.get("ca"):
            query["sslrootcert"] = ssl["ca"]
    return query


def credentials(entry):
    user, password = entry.get("USER"), entry.get("PASSWORD")
    if not user and not password:
        return ""
    return escape(user or "") + (f":{escape(password)}" if password else "") + "@"


def address(host, port):
    """A path is a unix socket: percent-encoded where the host stands, as the URLs of Django's ecosystem have it."""
    text = escape(host) if host.startswith("/") else f"[{host}]" if ":" in host else host
    return f"{text}:{port}" if port else text


def escape(text):
    return quote(str(text), safe="")
