"""What is published, and the page; Redis is stood in for by a list."""

import json
from io import StringIO
from unittest.mock import patch

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import TestCase
from sesame.utils import get_user

from shop.models import Category


class Site(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = get_user_model().objects.create_superuser("root", password="root")

    def test_an_entry_of_the_admins_log_is_published_as_the_guide_does(self):
        category = Category.objects.create(name="Café")
        content_type = ContentType.objects.get_for_model(Category)
        published = []
        with patch("notifications.signals.get_redis_connection") as connection:
            connection.return_value.publish = lambda channel, text: published.append((channel, text))
            entry = LogEntry.objects.create(
                user=self.user,
                content_type=content_type,
                object_id=category.pk,
                object_repr=str(category),
                action_flag=CHANGE,
                change_message='[{"changed": {"fields": ["Name"]}}]',
            )
        [(channel, text)] = published
        self.assertEqual(channel, "events")
        event = {
            "model": "category",
            "object": "Café",
            "message": "Changed Name.",
            "timestamp": entry.action_time.isoformat(),
            "user": "root",
            "content_type_id": content_type.pk,
            "object_id": category.pk,
        }
        self.assertEqual(text, json.dumps(event))

    def test_the_page_and_its_tokens_are_for_those_who_logged_in(self):
        self.assertRedirects(self.client.get("/"), "/login/?next=/")
        self.assertEqual(self.client.get("/token/").status_code, 401)
        self.client.force_login(self.user, "django.contrib.auth.backends.ModelBackend")
        self.assertContains(self.client.get("/"), '"url": "ws://')
        response = self.client.get("/token/")
        self.assertIn("no-store", response["Cache-Control"])
        self.assertEqual(get_user(response.json()["token"]), self.user)

    def test_sample_data_can_be_made_twice(self):
        for _ in range(2):
            call_command("sample_data", "--password", "x", stdout=StringIO())
        users = get_user_model().objects
        self.assertEqual(users.count(), 4)
        may = {user.username: user.has_perm("shop.view_order") for user in users.all()}
        self.assertEqual(may, {"root": True, "editor": True, "viewer": True, "nobody": False})
        self.assertFalse(users.get(username="viewer").has_perm("shop.change_order"))
