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
POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword", "channel_binding", "options"}
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
    socket = options.pop("unix_socket", None)
    query = mysql_options(options) if scheme == "mysql" else postgres_options(options)
    for name in sorted(set(options) - IGNORED_OPTIONS):
        warn(f"DATABASES: the option {name} is not passed on; see whether the gateway can do without it.")
    host = str(entry.get("HOST") or "")
    if not host or host.startswith("/") or socket:
        host = "localhost"
        warn(
            "DATABASES: Django uses the database's unix socket, which the gateway cannot; it is told localhost."
            " See that the database listens there, and lets the user in with a password."
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
    authority = (options.pop("ssl", None) or {}).get("ca")
    mode = options.pop("ssl_mode", "VERIFY_CA" if authority else None)
    if mode and str(mode).upper() != "PREFERRED":
        query["ssl_mode"] = str(mode).lower()
    if authority:
        query["ssl_ca"] = authority
    return query


def credentials(entry):
    user, password = entry.get("USER"), entry.get("PASSWORD")
    if not user and not password:
        return ""
    return escape(user or "") + (f":{escape(password)}" if password else "") + "@"


def address(host, port):
    text = f"[{host}]" if ":" in host else host
    return f"{text}:{port}" if port else text


def escape(text):
    return quote(str(text), safe="")
