"""The site's sessions, by every engine."""

from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends import cached_db, db
from django.test import SimpleTestCase, override_settings

from carillon_django.sessions import sessions
from carillon_django.site import configuration

BACKENDS = "django.contrib.sessions.backends."


def redis(**entry):
    return {"default": {}, "sessions": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://r/2", **entry}}


def key_function(key, key_prefix, version):
    return f"{key_prefix}/{version}/{key}"


def hashing(key, key_prefix, version):
    return str(hash(key))


class Odd:
    """A serializer, whatever it writes."""


class SessionStore(db.SessionStore):
    """A store of the site's own."""


class OtherSalt(SessionStore):
    key_salt = "pepper"


class OtherKeys(cached_db.SessionStore):
    cache_key_prefix = "mine"


@override_settings(SESSION_CACHE_ALIAS="sessions", CACHES=redis())
class Sessions(SimpleTestCase):
    def setUp(self):
        self.warnings = []

    def sessions(self, engine="db", **changed):
        with override_settings(SESSION_ENGINE=engine if "." in engine else BACKENDS + engine, **changed):
            return sessions(get_user_model(), self.warnings.append)

    def refused(self, reason, engine="db", **changed):
        self.assertEqual(self.sessions(engine, **changed), ({}, None))
        (warning,) = self.warnings
        self.assertIn(reason, warning)
        self.assertIn("session cookies are not accepted", warning)
        self.warnings.clear()

    def test_the_usual_table_needs_no_more_words(self):
        self.assertEqual(self.sessions(), ({"engine": "db"}, "django_session"))
        self.assertEqual(self.warnings, [])

    def test_what_differs_is_written(self):
        section, _ = self.sessions(
            "signed_cookies",
            SESSION_COOKIE_NAME="sid",
            SESSION_COOKIE_AGE=600,
            AUTHENTICATION_BACKENDS=["ldap.Backend"],
        )
        self.assertEqual(
            section,
            {"engine": "signed_cookies", "cookie_name": "sid", "cookie_age": "600s", "backends": ["ldap.Backend"]},
        )

    def test_a_cache_is_named_with_its_database_and_its_keys(self):
        self.assertEqual(self.sessions("cache"), ({"engine": "cache", "cache_url": "redis://r:6379/2"}, None))
        section, table = self.sessions("cached_db", CACHES=redis(KEY_PREFIX="site", VERSION=3))
        self.assertEqual(
            section,
            {
                "engine": "cached_db",
                "cache_url": "redis://r:6379/2",
                "cache_key_prefix": "site",
                "cache_version": "3",
            },
        )
        self.assertEqual(table, "django_session")
        self.assertEqual(self.warnings, [])

    def test_a_key_function_becomes_a_template_if_the_key_stands_in_what_it_makes(self):
        caches = redis(KEY_PREFIX="site", KEY_FUNCTION="carillon_django.tests.test_sessions.key_function")
        self.assertEqual(self.sessions("cache", CACHES=caches)[0]["cache_key"], "site/1/{key}")
        caches = redis(KEY_FUNCTION="carillon_django.tests.test_sessions.hashing")
        self.refused("KEY_FUNCTION", "cache", CACHES=caches)

    def test_pickles_are_refused_where_they_are_signed(self):
        pickle = "django.contrib.sessions.serializers.PickleSerializer"
        for engine in ("db", "cached_db", "signed_cookies"):
            self.refused("never unpickles", engine, SESSION_SERIALIZER=pickle)
        # The cache does not use it.
        self.assertEqual(self.sessions("cache", SESSION_SERIALIZER=pickle)[0]["engine"], "cache")

    def test_another_serializer_is_warned_of(self):
        section, _ = self.sessions(SESSION_SERIALIZER="carillon_django.tests.test_sessions.Odd")
        self.assertEqual(section, {"engine": "db"})
        self.assertIn("reads JSON", self.warnings[0])

    def test_without_a_cache_that_can_be_read_the_table_is(self):
        for caches in (
            {"sessions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            redis(OPTIONS={"COMPRESSOR": "django_redis.compressors.zstd.ZStdCompressor"}),
            redis(OPTIONS={"SERIALIZER": "site.Own"}),
            redis(OPTIONS={"CLIENT_CLASS": "django_redis.client.HerdClient"}),
        ):
            self.assertEqual(self.sessions("cached_db", CACHES=caches), ({"engine": "cached_db"}, "django_session"))
            self.assertIn("from their table only", self.warnings.pop())
            self.refused("CACHES['sessions']", "cache", CACHES=caches)

    def test_a_store_of_the_sites_own_is_what_it_extends(self):
        section, table = self.sessions("carillon_django.tests.test_sessions")
        self.assertEqual((section, table), ({"engine": "db"}, "django_session"))
        with patch("carillon_django.tests.test_sessions.SessionStore", OtherSalt):
            self.assertEqual(self.sessions("carillon_django.tests.test_sessions")[0]["salt"], "pepper")
        with patch("carillon_django.tests.test_sessions.SessionStore", OtherKeys):
            section, _ = self.sessions("carillon_django.tests.test_sessions")
            self.assertEqual(section["salt"], "django.contrib.sessions.OtherKeys")
            self.assertIn("keys of its own", self.warnings.pop())

    def test_other_engines_and_keys_are_refused(self):
        self.refused("SESSION_ENGINE", "file")
        self.refused("SECRET_KEY is bytes", SECRET_KEY=b"\xff")
        with patch.object(get_user_model(), "get_session_auth_hash", lambda user: "mine"):
            self.refused("get_session_auth_hash")

    def test_a_site_without_the_middleware_has_no_sessions(self):
        self.refused("SessionMiddleware", MIDDLEWARE=[])

    def test_a_site_without_sesame_is_known_by_its_sessions(self):
        with patch("carillon_django.site.is_installed", lambda: False), patch(
            "carillon_django.site.database_url", lambda entry, warn: "sqlite:////srv/site.sqlite3"
        ):
            sections = configuration(self.warnings.append, redis="memory:")
        self.assertEqual(sections["session"], {"engine": "db"})
        self.assertEqual(sections["sesame"], {})
        self.assertEqual(self.warnings, [])
