"""
Receivers for everything that decides what a user may see, and whether they may stay: users, groups, permissions, what
ties them together, sessions, and migrations, which make permissions without a signal for each.
"""

import sys

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_out
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.signed_cookies import SessionStore as SignedCookies
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete

from . import relations
from .control import invalidate


def connect():
    for model in kinds_of(relations.user_model()):
        post_save.connect(user_saved, model)
        post_delete.connect(user_deleted, model)
    for model in kinds_of(relations.group_model()):
        post_save.connect(group_saved, model)
        pre_delete.connect(group_deleted, model)
    for model in kinds_of(relations.permission_model()):
        post_save.connect(permission_saved, model)
        pre_delete.connect(permission_deleted, model)
    for model in kinds_of(ContentType):
        post_save.connect(content_types_changed, model)
        post_delete.connect(content_types_changed, model)
    for relation in relations.ALL:
        if relation.field() is not None:
            m2m_changed.connect(RelationChanged(relation), relation.through(), weak=False)
    user_logged_out.connect(logged_out)
    if watches_session_rows():
        for model in kinds_of(AbstractBaseSession):
            post_delete.connect(session_deleted, model)
    # Permissions and content types are made after each app's migrations: once the last one's are there, all are.
    last = [app for app in apps.get_app_configs() if app.models_module is not None][-1]
    post_migrate.connect(migrated, last)


def kinds_of(model):
    """The model, its proxies and children: a signal's sender is the class that was saved."""
    return [kind for kind in apps.get_models() if issubclass(kind, model)]


def watches_session_rows():
    """Not where expired sessions are cleared: with a receiver, Django would load each of them to delete it."""
    return getattr(settings, "CARILLON_SESSION_ROWS", True) and "clearsessions" not in sys.argv[1:2]


def user_saved(instance, update_fields, using, **kwargs):
    # Every login writes last_login, which decides nothing.
    if update_fields is None or set(update_fields) != {"last_login"}:
        invalidate(users=[instance], using=using)


def user_deleted(instance, using, **kwargs):
    invalidate(users=[instance], using=using)


def group_saved(instance, using, **kwargs):
    invalidate(groups=[instance], using=using)


def group_deleted(instance, using, **kwargs):
    """Before it is gone, and with it who was in it."""
    invalidate(groups=[instance], users=relations.USER_GROUPS.owners(instance.pk, using), using=using)


def permission_saved(instance, created, raw, using, **kwargs):
    if raw:
        invalidate(all=True, using=using)
    elif not created:
        holders_changed(instance, using)


def permission_deleted(instance, using, **kwargs):
    holders_changed(instance, using)


def holders_changed(permission, using):
    invalidate(
        users=relations.USER_PERMISSIONS.owners(permission.pk, using),
        groups=relations.GROUP_PERMISSIONS.owners(permission.pk, using),
        using=using,
    )


def content_types_changed(using, **kwargs):
    invalidate(all=True, using=using)


class RelationChanged:
    """Something was added to or taken from a many-to-many relation, from either of its ends."""

    def __init__(self, relation):
        self.relation = relation

    def __call__(self, action, instance, reverse, pk_set, using, **kwargs):
        if action in ("post_add", "post_remove"):
            owners = pk_set if reverse else [instance]
        elif action == "post_clear" and not reverse:
            owners = [instance]
        elif action == "pre_clear" and reverse:
            owners = self.relation.owners(instance.pk, using)  # Afterwards nobody knows; it is sent after the commit.
        else:
            return
        invalidate(**{self.relation.kind: owners}, using=using)


def session_deleted(instance, using, **kwargs):
    # At every login an anonymous session gives way to the user's own.
    if SESSION_KEY in instance.get_decoded():
        invalidate(sessions=[instance.session_key], using=using)


def logged_out(request, **kwargs):
    session = getattr(request, "session", None)
    # A signed cookie is its own key, holds the session itself, and stays valid after a logout.
    if session is None or isinstance(session, SignedCookies) or not session.session_key:
        return
    invalidate(sessions=[session.session_key])


def migrated(using, plan=(), **kwargs):
    if plan:
        invalidate(all=True, using=using)
