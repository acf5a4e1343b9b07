"""What ties users, groups and permissions together, as this site's user model has it."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import FieldDoesNotExist

from .control import max_ids


class Relation:
    """
    A many-to-many field of users or groups.

    The kind is the name of its owners on the control channel: whatever changes in the relation, it is they who see more
    or less than before.
    """

    def __init__(self, kind, owner, name):
        self.kind = kind
        self.owner = owner
        self.name = name

    def field(self):
        """None where the site's user model has none."""
        try:
            return self.owner()._meta.get_field(self.name)
        except FieldDoesNotExist:
            return None

    def through(self):
        return self.field().remote_field.through

    def owners(self, target, using):
        """The keys of those who have the target; at most one more than may be named one by one."""
        field = self.field()
        if field is None:
            return []
        rows = self.through()._base_manager.using(using).filter(**{field.m2m_reverse_field_name(): target})
        return list(rows.values_list(field.m2m_field_name(), flat=True)[: max_ids() + 1])


def user_model():
    return get_user_model()


def group_model():
    field = USER_GROUPS.field()
    return Group if field is None else field.related_model


def permission_model():
    field = USER_PERMISSIONS.field()
    return Permission if field is None else field.related_model


USER_GROUPS = Relation("users", user_model, "groups")
USER_PERMISSIONS = Relation("users", user_model, "user_permissions")
GROUP_PERMISSIONS = Relation("groups", group_model, "permissions")
ALL = (USER_GROUPS, USER_PERMISSIONS, GROUP_PERMISSIONS)
