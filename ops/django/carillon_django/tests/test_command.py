"""The command, on this site and on one that differs from it in everything."""

import io
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import SimpleTestCase, override_settings

ROOT = Path(__file__).resolve().parent.parent.parent


def values(text):
    """What is set, by dotted name."""
    found, section = {}, ""
    for line in text.splitlines():
        if line.startswith("  "):
            key, value = line.strip().split(": ", 1)
            found[f"{section}.{key}"] = json.loads(re.sub(r"\\U0001F514", "🔔", value))
        elif line.endswith(":"):
            section = line[:-1]
    return found


class ThisSite(SimpleTestCase):
    def setUp(self):
        # The tests' own database is in memory, which no gateway can read.
        entry = patch.dict(connections.settings["default"], ENGINE="django.db.backends.sqlite3", NAME="/srv/site.sqlite3")
        entry.start()
        self.addCleanup(entry.stop)

    def run_command(self, *arguments):
        output, errors = io.StringIO(), io.StringIO()
        call_command("carillon_config", *arguments, stdout=output, stderr=errors)
        return values(output.getvalue()), errors.getvalue()

    @override_settings(CACHES={"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://r/1"}})
    def test_says_only_what_a_guides_site_needs(self):
        found, errors = self.run_command("--database", "default")
        self.assertEqual(
            found,
            {
                "django.secret_key": settings.SECRET_KEY,
                "django.database": "sqlite:////srv/site.sqlite3",
                "django.use_tz": True,
                "django.time_zone": "UTC",
                "sesame.tokens": ["v2", "v1"],
                "sesame.max_age": "30s",
                "sesame.key_format": "long",
                "redis.url": "redis://r:6379/1",
                "redis.channel": "events",
            },
        )
        self.assertEqual(errors, "")

    def test_session_cookies_are_accepted_beside_tokens_where_that_is_asked_for(self):
        found, errors = self.run_command("--session")
        self.assertEqual(found["session.engine"], "db")
        self.assertEqual(errors, "")

    def test_takes_the_redis_and_the_channel_from_the_command_line(self):
        found, _ = self.run_command("--redis-url", "memory:", "--channel", "news", "--scope", "ws")
        self.assertEqual(found["redis.url"], "memory:")
        self.assertEqual(found["redis.channel"], "news")
        self.assertEqual(found["sesame.scope"], "ws")

    @override_settings(CARILLON_CONTROL_CHANNEL="news:control")
    def test_names_the_control_channel_of_the_signals(self):
        found, _ = self.run_command("--redis-url", "memory:")
        self.assertEqual(found["redis.control_channel"], "news:control")

    def test_an_output_file_is_for_its_owner_only(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "carillon.yaml")
            file.touch(mode=0o644)
            found, errors = self.run_command("--output", str(file))
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
            self.assertEqual(values(file.read_text())["django.secret_key"], settings.SECRET_KEY)
            self.assertEqual(list(Path(folder).iterdir()), [file])
        self.assertEqual(found, {})
        self.assertNotIn(settings.SECRET_KEY, errors)

    @override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
    def test_a_cache_that_is_no_redis_is_refused(self):
        with self.assertRaisesMessage(CommandError, "is not a Redis"):
            self.run_command()

    def test_an_unknown_cache_is_refused(self):
        with self.assertRaisesMessage(CommandError, "There is no CACHES['other']"):
            self.run_command("--cache", "other")

    @override_settings(SECRET_KEY=b"\xff", SESAME_TOKENS=["sesame.tokens_v2", "sesame.tokens_v1"])
    def test_a_key_of_bytes_enters_as_its_repr(self):
        found, errors = self.run_command()
        self.assertEqual(found["django.secret_key"], "b'\\xff'")
        self.assertIn("SECRET_KEY is bytes", errors)

    @override_settings(SESAME_PACKER="carillon_django.tests.test_command.Hexadecimal", SESAME_MAX_AGE=None)
    def test_the_documented_custom_packer_is_recognized(self):
        found, errors = self.run_command()
        self.assertEqual(found["sesame.key_format"], "hex24")
        self.assertEqual(found["sesame.packer"], "carillon_django.tests.test_command.Hexadecimal")
        self.assertEqual(found["sesame.max_age"], "none")
        self.assertEqual(errors, "")

    @override_settings(SESAME_PACKER="carillon_django.tests.test_command.Reversed")
    def test_any_other_custom_packer_is_reported(self):
        found, errors = self.run_command()
        self.assertNotIn("sesame.key_format", found)
        self.assertIn("SESAME_PACKER", errors)


class Hexadecimal:
    """As in django-sesame's documentation."""

    def pack_pk(self, user_pk):
        if len(user_pk) != 24:
            raise ValueError
        return bytes.fromhex(user_pk)

    def unpack_pk(self, data):
        return data[:12].hex(), data[12:]


class Reversed:
    def pack_pk(self, user_pk):
        return user_pk.to_bytes(4, "little")

    def unpack_pk(self, data):
        return int.from_bytes(data[:4], "little"), data[4:]


class AnotherSite(SimpleTestCase):
    """In a process of its own, since a user model is chosen once in a process."""

    maxDiff = None

    def run_command(self, **environment):
        return subprocess.run(
            [sys.executable, "manage.py", "carillon_config"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "carillon_django.tests.members.settings", **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )

    def test_a_custom_user_model_and_every_other_setting_are_found(self):
        self.assertEqual(
            values(self.run_command().stdout),
            {
                "django.secret_key": 'quote " and 🔔',
                "django.secret_key_fallbacks": ["older"],
                "django.database": "postgres://crm:p%40ss%2Fword@localhost/crm?sslmode=require",
                "django.use_tz": False,
                "django.time_zone": "Europe/Paris",
                "tables.schema": "crm",
                "tables.user": "people",
                "tables.user_id": "key",
                "tables.user_username": "login_name",
                "tables.user_email": "mail",
                "tables.user_last_login": "none",
                "tables.user_is_active": "none",
                "tables.user_groups": "people_groups",
                "tables.user_groups_user": "member_id",
                "tables.user_permissions": "people_user_permissions",
                "tables.user_permissions_user": "member_id",
                "sesame.tokens": ["v2"],
                "sesame.max_age": "2500ms",
                "sesame.key_format": "uuid",
                "sesame.invalidate_on_email_change": True,
                "sesame.key": "extra",
                "sesame.signature_size": 16,
                "permissions.user_models": ["members.Member", "members.Visitor"],
                "redis.url": "redis-sentinel://:s%3Acret@a.example:26379,b.example:26379/2#Primary",
                "redis.channel": "events",
            },
        )

    def test_what_the_gateway_cannot_know_is_said(self):
        warnings = self.run_command().stderr
        self.assertIn("cannot ask ldap.Backend", warnings)
        self.assertIn("default manager of members.Member", warnings)
        self.assertIn("the option assume_role", warnings)
        self.assertNotIn("p@ss", warnings)
        self.assertNotIn("s:cret", warnings)
