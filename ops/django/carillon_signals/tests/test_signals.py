"""Every change to Django's own users, groups, permissions and sessions, on a real Redis."""

import io
import logging
import os
import subprocess
import sys
from unittest.mock import patch

import redis
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import SimpleTestCase, override_settings

from carillon_signals import channel, control, invalidate, receivers

from .listening import Listening

User = get_user_model()


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
class Site(Listening):
    def setUp(self):
        super().setUp()
        control.outbox.resting_until = None
        self.ada = User.objects.create_user("ada", password="secret")
        self.bob = User.objects.create_user("bob")
        self.group = Group.objects.create(name="Support")
        # TransactionTestCase empties the tables, Django's own permissions too.
        content_type, _ = ContentType.objects.get_or_create(app_label="shop", model="order")
        self.view, _ = Permission.objects.get_or_create(codename="view_order", content_type=content_type)
        self.told()


class Users(Site):
    def test_a_save_names_the_user(self):
        self.ada.is_active = False
        self.ada.save()
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])

    def test_a_new_password_names_the_user(self):
        self.ada.set_password("another")
        self.ada.save(update_fields=["password"])
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])

    def test_a_login_names_nobody(self):
        self.assertTrue(self.client.login(username="ada", password="secret"))
        self.assertEqual(self.told(), [])

    def test_a_better_hash_of_the_same_password_names_the_user_since_their_sessions_end(self):
        hashers = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher"]
        with override_settings(PASSWORD_HASHERS=hashers):
            authenticate(username="ada", password="secret")
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])

    def test_a_deletion_names_the_user_and_one_of_many_all_of_them(self):
        pk = self.ada.pk
        self.ada.delete()
        self.assertEqual(self.told(), [{"users": [pk]}])
        eve = User.objects.create(username="eve")
        self.told()
        User.objects.all().delete()
        self.assertEqual(self.told(), [{"users": [self.bob.pk, eve.pk]}])

    def test_groups_change_from_both_ends(self):
        self.ada.groups.add(self.group)
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])
        self.group.user_set.add(self.ada, self.bob)
        self.assertEqual(self.told(), [{"users": [self.bob.pk]}])
        self.ada.groups.clear()
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])
        self.group.user_set.remove(self.bob)
        self.assertEqual(self.told(), [{"users": [self.bob.pk]}])
        self.group.user_set.set([self.ada, self.bob])
        self.told()
        self.group.user_set.clear()
        self.assertEqual(self.told(), [{"users": [self.ada.pk, self.bob.pk]}])

    def test_own_permissions_change_from_both_ends(self):
        self.ada.user_permissions.set([self.view])
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])
        self.view.user_set.add(self.bob)
        self.assertEqual(self.told(), [{"users": [self.bob.pk]}])
        self.view.user_set.clear()
        self.assertEqual(self.told(), [{"users": [self.ada.pk, self.bob.pk]}])
        self.bob.user_permissions.add(self.view)
        self.told()
        self.bob.user_permissions.clear()
        self.assertEqual(self.told(), [{"users": [self.bob.pk]}])


class Groups(Site):
    def test_a_save_names_the_group(self):
        self.group.save()
        self.assertEqual(self.told(), [{"groups": [self.group.pk]}])

    def test_a_deletion_names_who_was_in_it(self):
        self.group.user_set.set([self.ada, self.bob])
        self.told()
        pk = self.group.pk
        self.group.delete()
        self.assertEqual(self.told(), [{"users": [self.ada.pk, self.bob.pk], "groups": [pk]}])

    def test_permissions_change_from_both_ends(self):
        self.group.permissions.add(self.view)
        self.assertEqual(self.told(), [{"groups": [self.group.pk]}])
        self.group.permissions.clear()
        self.assertEqual(self.told(), [{"groups": [self.group.pk]}])
        self.view.group_set.add(self.group)
        self.assertEqual(self.told(), [{"groups": [self.group.pk]}])
        self.view.group_set.clear()
        self.assertEqual(self.told(), [{"groups": [self.group.pk]}])


class Permissions(Site):
    def setUp(self):
        super().setUp()
        self.ada.user_permissions.set([self.view])
        self.group.permissions.set([self.view])
        self.told()

    def test_another_codename_names_who_has_it(self):
        self.view.codename = "view_invoice"
        self.view.save()
        self.assertEqual(self.told(), [{"users": [self.ada.pk], "groups": [self.group.pk]}])

    def test_a_new_one_names_nobody(self):
        Permission.objects.create(codename="new", name="New", content_type=self.view.content_type)
        self.assertEqual(self.told(), [])

    def test_a_deletion_names_who_had_it(self):
        self.view.delete()
        self.assertEqual(self.told(), [{"users": [self.ada.pk], "groups": [self.group.pk]}])

    def test_content_types_are_everybodys(self):
        self.view.content_type.delete()
        self.assertEqual(self.told(), [{"all": True}])
        ContentType.objects.create(app_label="shop", model="gone")
        self.assertEqual(self.told(), [{"all": True}])

    def test_after_migrations_everybody_is_told_once(self):
        call_command("migrate", "shop", "zero", verbosity=0)
        self.assertEqual(self.told()[-1], {"all": True})
        with self.subTest("forwards"):
            call_command("migrate", verbosity=0)
            self.assertEqual(self.told(), [{"all": True}])
        with self.subTest("nothing to migrate"):
            call_command("migrate", verbosity=0)
            self.assertEqual(self.told(), [])


class Sessions(Site):
    def log_in(self):
        self.client.force_login(self.ada, "django.contrib.auth.backends.ModelBackend")
        key = self.client.session.session_key
        self.told()
        return key

    def test_a_logout_names_the_session(self):
        key = self.log_in()
        self.client.logout()
        self.assertIn({"sessions": [key]}, self.told())

    def test_a_deleted_row_names_the_session(self):
        key = self.log_in()
        Session.objects.filter(session_key=key).delete()
        self.assertEqual(self.told(), [{"sessions": [key]}])

    @override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache")
    def test_so_it_is_where_sessions_are_kept_in_the_cache(self):
        key = self.log_in()
        self.client.logout()
        self.assertEqual(self.told(), [{"sessions": [key]}])

    @override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    def test_a_signed_cookie_is_not_published(self):
        self.log_in()
        self.client.logout()
        self.assertEqual(self.told(), [])

    def test_a_login_as_somebody_else_ends_the_session_before(self):
        key = self.log_in()
        self.client.force_login(self.bob, "django.contrib.auth.backends.ModelBackend")
        self.assertEqual(self.told(), [{"sessions": [key]}])

    def test_clearing_expired_ones_does_not_load_them(self):
        with patch("sys.argv", ["manage.py", "clearsessions"]):
            self.assertFalse(receivers.watches_session_rows())
        with override_settings(CARILLON_SESSION_ROWS=False):
            self.assertFalse(receivers.watches_session_rows())
        self.assertTrue(receivers.watches_session_rows())


class Transactions(Site):
    def test_what_a_transaction_changes_leaves_as_one_message_after_its_commit(self):
        with transaction.atomic():
            self.ada.save()
            self.bob.groups.add(self.group)
            self.group.permissions.add(self.view)
            self.assertEqual(self.told(), [])
        self.assertEqual(self.told(), [{"users": [self.ada.pk, self.bob.pk], "groups": [self.group.pk]}])

    def test_a_rolled_back_transaction_says_nothing_and_leaves_nothing_behind(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            self.ada.save()
            raise ZeroDivisionError
        self.assertEqual(self.told(), [])
        self.bob.save()
        self.assertEqual(self.told(), [{"users": [self.bob.pk]}])

    def test_a_rolled_back_savepoint_does_not_take_what_came_before_or_after_with_it(self):
        with transaction.atomic():
            with self.assertRaises(ZeroDivisionError), transaction.atomic():
                self.ada.save()
                raise ZeroDivisionError
            self.bob.save()
        self.assertEqual(self.told(), [{"users": [self.bob.pk]}])
        with transaction.atomic():
            self.bob.save()
            with self.assertRaises(ZeroDivisionError), transaction.atomic():
                self.ada.save()
                raise ZeroDivisionError
        [message] = self.told()
        self.assertIn(self.bob.pk, message["users"])

    @override_settings(CARILLON_MAX_IDS=3)
    def test_more_than_may_be_named_are_everybody(self):
        users = User.objects.bulk_create(User(username=f"user{n}") for n in range(4))
        self.group.user_set.add(*User.objects.filter(username__startswith="user")[:3])
        self.assertEqual(len(self.told()[0]["users"]), 3)
        with transaction.atomic():
            for user in User.objects.filter(username__startswith="user"):
                user.save()
        self.assertEqual(self.told(), [{"all": True}])
        self.group.user_set.add(*User.objects.filter(username__startswith="user"))
        self.told()
        self.group.user_set.clear()
        self.assertEqual(self.told(), [{"all": True}])
        self.assertEqual(len(users), 4)

    @override_settings(CARILLON_MAX_IDS=2)
    def test_ended_sessions_are_all_named_however_many(self):
        invalidate(sessions=["a", "b", "c"], all=True)
        self.assertEqual(self.told(), [{"sessions": ["a", "b"], "all": True}, {"sessions": ["c"]}])


    def test_a_transaction_by_hand_cannot_be_waited_for_and_is_told_of_at_once(self):
        transaction.set_autocommit(False)
        try:
            self.ada.save()
            self.assertEqual(self.told(), [{"users": [self.ada.pk]}])
        finally:
            transaction.rollback()
            transaction.set_autocommit(True)


class ByHand(Site):
    def test_what_sends_no_signals_is_told_by_a_function(self):
        User.objects.filter(pk=self.ada.pk).update(is_active=False)
        self.assertEqual(self.told(), [])
        with transaction.atomic():
            invalidate(users=[self.ada, 17], groups=[self.group.pk])
            self.assertEqual(self.told(), [])
        [message] = self.told()
        self.assertEqual(set(message["users"]), {self.ada.pk, 17})
        self.assertEqual(message["groups"], [self.group.pk])
        invalidate()
        self.assertEqual(self.told(), [])

    def test_and_by_a_command(self):
        output = io.StringIO()
        call_command("carillon_invalidate", "--user", "17", "--username", "ada", "--group", "Support", stdout=output)
        [message] = self.told()
        self.assertEqual(set(message["users"]), {self.ada.pk, 17})
        self.assertEqual(message["groups"], [self.group.pk])
        self.assertEqual(output.getvalue(), "1 gateway heard it\n")
        call_command("carillon_invalidate", "--all", stdout=output)
        self.assertEqual(self.told(), [{"all": True}])
        for wrong in ([], ["--user", "x"], ["--username", "eve"], ["--group", "none"]):
            with self.assertRaises(CommandError):
                call_command("carillon_invalidate", *wrong, stdout=output)
        self.assertEqual(self.told(), [])


class WithoutRedis(Site):
    AWAY = {"CARILLON_REDIS_URL": "redis://:hunter2@127.0.0.1:1/0"}

    def test_a_request_does_not_fail_and_the_log_says_so(self):
        with override_settings(**self.AWAY), self.assertLogs("carillon_signals", logging.ERROR) as logs:
            self.ada.save()
        [line] = logs.output
        self.assertIn("not told", line)
        self.assertNotIn("hunter2", line)
        self.ada.refresh_from_db()

    def test_after_a_failure_it_rests_and_then_has_everybody_read(self):
        with override_settings(**self.AWAY):
            with self.assertLogs("carillon_signals", logging.ERROR):
                self.ada.save()
            with self.assertNoLogs("carillon_signals"):
                self.bob.save()
        self.bob.save()
        self.assertEqual(self.told(), [], "it rests")
        control.outbox.resting_until = 0
        self.bob.save()
        self.bob.save()
        self.assertEqual(self.told(), [{"all": True}, {"users": [self.bob.pk]}])

    def test_unless_the_site_wants_it_to(self):
        with override_settings(**self.AWAY, CARILLON_RAISE=True), self.assertRaises(Exception):
            self.ada.save()
        self.assertFalse(connection.in_atomic_block)
        with override_settings(**self.AWAY), self.assertRaisesMessage(CommandError, "Redis did not take it"):
            call_command("carillon_invalidate", "--all")

    def test_a_cache_that_is_no_redis_is_named(self):
        caches = {"locmem": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        with override_settings(CACHES={**settings.CACHES, **caches}, CARILLON_CACHE="locmem"):
            with self.assertRaisesMessage(ImproperlyConfigured, "CACHES['locmem'] is not a Redis"):
                channel.client()


class OtherClients(Site):
    """The same, by each way to the Redis."""

    def test_by_djangos_own_cache(self):
        entry = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL}
        with override_settings(CACHES={**settings.CACHES, "own": entry}, CARILLON_CACHE="own"):
            self.ada.save()
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])

    def test_by_a_url(self):
        with override_settings(CARILLON_REDIS_URL=settings.REDIS_URL):
            self.ada.save()
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}])

    def test_a_connection_that_died_while_it_lay_idle_is_made_anew(self):
        self.ada.save()
        with redis.Redis.from_url(settings.REDIS_URL) as other:
            other.client_kill_filter(_type="normal", skipme=True)
        self.ada.save()
        self.assertEqual(self.told(), [{"users": [self.ada.pk]}] * 2)

    def test_every_connection_gives_up_in_time(self):
        for engine in (channel.client_of_cache("default"), channel.client_of_url(settings.REDIS_URL)):
            options = engine.connection_pool.connection_kwargs
            self.assertEqual(options["socket_timeout"], channel.TIMEOUT)
            self.assertEqual(options["socket_connect_timeout"], channel.TIMEOUT)


class AnotherSite(SimpleTestCase):
    """In processes of their own, since a user model is chosen once in a process."""

    def run_checks(self, user_model):
        return subprocess.run(
            [sys.executable, "manage.py", "test", "carillon_signals.tests.accounts", f"--pattern={user_model}_checks.py"],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "carillon_signals.tests.accounts.settings",
                "USER_MODEL": user_model,
                "REDIS_URL": settings.REDIS_URL,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        ).stderr

    def test_a_user_model_of_the_sites_own_its_proxies_and_its_children(self):
        self.assertRegex(self.run_checks("member"), r"(?s)Ran [1-9].*\nOK\n")

    def test_a_user_model_without_djangos_permissions(self):
        self.assertRegex(self.run_checks("plain"), r"(?s)Ran [1-9].*\nOK\n")
