"""Databases and Redis servers, as URLs."""

from django.core.management import CommandError
from django.test import SimpleTestCase

from carillon_django.databases import database_url
from carillon_django.document import render
from carillon_django.redis_url import redis_url

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "NAME": "n"}
MYSQL = {"ENGINE": "django.db.backends.mysql", "NAME": "n", "HOST": "h"}


class Urls(SimpleTestCase):
    def setUp(self):
        self.warnings = []

    def database(self, entry):
        return database_url(entry, self.warnings.append)

    def redis(self, location, backend="django_redis.cache.RedisCache", **options):
        entry = {"BACKEND": backend, "LOCATION": location, "OPTIONS": options}
        return redis_url("default", entry, self.warnings.append)

    def test_sqlite_is_an_absolute_path(self):
        entry = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/a site/db.sqlite3"}
        self.assertEqual(self.database(entry), "sqlite:////srv/a%20site/db.sqlite3")

    def test_sqlite_in_memory_is_refused(self):
        for name in ("", ":memory:", "file:x?mode=memory"):
            with self.assertRaisesMessage(CommandError, "SQLite"):
                self.database({"ENGINE": "django.db.backends.sqlite3", "NAME": name})

    def test_an_engine_that_the_gateway_cannot_read_is_refused(self):
        with self.assertRaisesMessage(CommandError, "django.db.backends.oracle"):
            self.database({"ENGINE": "django.db.backends.oracle", "NAME": "n"})

    def test_everything_in_a_postgresql_url_is_escaped(self):
        entry = {**POSTGRES, "NAME": "a/b", "USER": "u:s", "PASSWORD": "p@%?#", "HOST": "db.example", "PORT": 5433}
        self.assertEqual(self.database(entry), "postgres://u%3As:p%40%25%3F%23@db.example:5433/a%2Fb")

    def test_engines_that_wrap_djangos_count_as_those(self):
        entry = {**POSTGRES, "ENGINE": "django.contrib.gis.db.backends.postgis", "HOST": "::1"}
        self.assertEqual(self.database(entry), "postgres://[::1]/n")

    def test_a_database_by_its_socket_is_told_of_since_jdbc_has_none(self):
        for host in ("", "/run/postgresql"):
            self.assertEqual(self.database({**POSTGRES, "HOST": host, "PORT": "5433"}), "postgres://localhost:5433/n")
        self.assertEqual(len(self.warnings), 2)

    def test_postgresql_options_for_the_gateway_too_are_kept(self):
        entry = {**POSTGRES, "HOST": "h", "OPTIONS": {"options": "-c search_path=crm", "pool": True, "service": "s"}}
        self.assertEqual(self.database(entry), "postgres://h/n?options=-c%20search_path%3Dcrm")
        self.assertEqual(len(self.warnings), 1)
        self.assertIn("service", self.warnings[0])

    def test_mysql_by_socket_and_by_tls(self):
        self.assertEqual(
            self.database({**MYSQL, "HOST": "", "OPTIONS": {"unix_socket": "/run/my.sock", "charset": "utf8mb4"}}),
            "mysql://localhost/n",
        )
        self.assertEqual(
            self.database({**MYSQL, "OPTIONS": {"ssl": {"ca": "/ca.pem"}}}),
            "mysql://h/n?ssl_mode=verify_ca&ssl_ca=%2Fca.pem",
        )
        self.assertEqual(len(self.warnings), 1)

    def test_a_redis_password_may_stand_in_the_options(self):
        self.assertEqual(self.redis("redis://h:1/3", PASSWORD="p/w"), "redis://:p%2Fw@h:1/3")
        self.assertEqual(self.redis("rediss://u:in-url@h", PASSWORD="other"), "rediss://u:in-url@h:6379/0")
        self.assertEqual(self.redis("redis://h?db=4", CONNECTION_POOL_KWARGS={"password": "k"}), "redis://:k@h:6379/4")

    def test_of_several_redis_servers_the_first_takes_publications(self):
        self.assertEqual(self.redis(["redis://a/1", "redis://b/1"]), "redis://a:6379/1")
        self.assertEqual(self.redis("redis://a/1,redis://b/1"), "redis://a:6379/1")

    def test_djangos_own_redis_cache(self):
        backend = "django.core.cache.backends.redis.RedisCache"
        self.assertEqual(self.redis("redis://h", backend, username="u", password="p", db=2), "redis://u:p@h:6379/2")

    def test_a_redis_by_its_unix_socket(self):
        self.assertEqual(self.redis("unix:///run/redis.sock?db=1", PASSWORD="p"), "unix://:p@/run/redis.sock?db=1")

    def test_sentinels_and_their_own_password(self):
        url = self.redis("redis://u:p@Main:6379/1", SENTINELS=[("s", 26379)], SENTINEL_KWARGS={"password": "x&"})
        self.assertEqual(url, "redis-sentinel://u:p@s:26379/1?sentinel_password=x%26#Main")

    def test_whom_to_trust_with_tls(self):
        url = self.redis(
            "rediss://h/1?ssl_ca_certs=/ca.pem", CONNECTION_POOL_KWARGS={"ssl_cert_reqs": None, "ssl_certfile": "c"}
        )
        self.assertEqual(url, "rediss://h:6379/1?ssl_ca_certs=%2Fca.pem&ssl_cert_reqs=none")
        self.assertEqual(len(self.warnings), 1)

    def test_a_redis_url_of_another_kind_is_refused_without_its_secrets(self):
        with self.assertRaises(CommandError) as refused:
            self.redis("http://:secret@h")
        self.assertNotIn("secret", str(refused.exception))

    def test_text_of_any_kind_is_quoted(self):
        text = render({"a": {"b": "é\u2028: #🔔"}, "empty": {}})
        self.assertTrue(text.endswith('\na:\n  b: "\\u00e9\\u2028: #\\U0001F514"\n'), text)
