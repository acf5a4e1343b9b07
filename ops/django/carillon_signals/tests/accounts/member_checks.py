from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from carillon_signals import relations
from carillon_signals.tests.listening import Listening

from .models import Employee, Guest, Member


class Members(Listening):
    def setUp(self):
        super().setUp()
        self.member = Member.objects.create(login="ada")
        self.group = Group.objects.create(name="Support")
        self.key = str(self.member.pk)
        self.told()

    def test_a_save_names_the_key_as_text(self):
        self.member.save()
        self.assertEqual(self.told(), [{"users": [self.key]}])

    def test_proxies_and_children_are_users_too(self):
        Guest.objects.get(pk=self.member.pk).save()
        self.assertEqual(self.told(), [{"users": [self.key]}])
        employee = Employee.objects.create(login="bob", desk="1")
        self.assertEqual(self.told(), [{"users": [str(employee.pk)]}])
        employee.save()
        self.assertEqual(self.told(), [{"users": [str(employee.pk)]}])
        key = str(employee.pk)
        employee.delete()
        self.assertEqual(self.told(), [{"users": [key]}])

    def test_groups_and_permissions_change_from_both_ends(self):
        content_type, _ = ContentType.objects.get_or_create(app_label="shop", model="order")
        view = Permission.objects.create(codename="view_order", content_type=content_type)
        self.told()
        self.member.groups.add(self.group)
        self.assertEqual(self.told(), [{"users": [self.key]}])
        view.user_set.add(self.member)
        self.assertEqual(self.told(), [{"users": [self.key]}])
        self.group.user_set.clear()
        self.assertEqual(self.told(), [{"users": [self.key]}])
        self.assertEqual(relations.USER_PERMISSIONS.owners(view.pk, "default"), [self.member.pk])
