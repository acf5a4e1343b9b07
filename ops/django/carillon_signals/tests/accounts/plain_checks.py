from django.contrib.auth.models import Group, Permission

from carillon_signals import relations
from carillon_signals.tests.listening import Listening

from .models import Plain


class Accounts(Listening):
    def test_users_are_told_of_by_their_keys_and_groups_are_djangos(self):
        user = Plain.objects.create(login="ada")
        self.assertEqual(self.told(), [{"users": ["ada"]}])
        self.assertEqual((relations.group_model(), relations.permission_model()), (Group, Permission))
        group = Group.objects.create(name="Support")
        self.told()
        group.delete()
        self.assertEqual(list(self.told()[0]), ["groups"])
        user.delete()
        self.assertEqual(self.told(), [{"users": ["ada"]}])
