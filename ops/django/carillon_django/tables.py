"""Where the user model keeps what the gateway reads: the names of tables and columns."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import CommandError

DEFAULTS = {
    "schema": "",
    "user": "auth_user",
    "user_id": "id",
    "user_username": "username",
    "user_password": "password",
    "user_email": "email",
    "user_last_login": "last_login",
    "user_is_active": "is_active",
    "user_is_superuser": "is_superuser",
    "user_sesame_key": "",
    "user_groups": "auth_user_groups",
    "user_groups_user": "user_id",
    "user_groups_group": "group_id",
    "user_permissions": "auth_user_user_permissions",
    "user_permissions_user": "user_id",
    "user_permissions_permission": "permission_id",
    "group": "auth_group",
    "group_permissions": "auth_group_permissions",
    "permission": "auth_permission",
    "content_type": "django_content_type",
    "session": "django_session",
}


def tables(user_model, sesame_key_field, session_table, warn):
    """The names that differ from those of Django's own user model."""
    names = {
        "user": user_model._meta.db_table,
        "user_id": column(user_model, user_model._meta.pk.name),
        "user_username": column(user_model, user_model.USERNAME_FIELD),
        "user_password": column(user_model, "password"),
        "user_email": optional(user_model, getattr(user_model, "EMAIL_FIELD", "email") or "email"),
        "user_last_login": optional(user_model, "last_login"),
        "user_is_active": optional(user_model, "is_active"),
        "user_is_superuser": column(user_model, "is_superuser"),
        "user_sesame_key": "" if sesame_key_field == "pk" else column(user_model, sesame_key_field),
        "permission": Permission._meta.db_table,
        "content_type": ContentType._meta.db_table,
        "session": session_table or DEFAULTS["session"],
        **joins(user_model, warn),
    }
    without_schema(names, warn)
    return {key: value for key, value in names.items() if value != DEFAULTS[key]}


def joins(user_model, warn):
    groups = many_to_many(user_model, "groups")
    permissions = many_to_many(user_model, "user_permissions")
    group_permissions = many_to_many(groups.related_model, "permissions")
    columns = (group_permissions.m2m_column_name(), group_permissions.m2m_reverse_name())
    if columns != ("group_id", "permission_id"):
        warn(f"The group model's own join columns {columns} are not known to the gateway; make a view with its names.")
    return {
        "user_groups": groups.m2m_db_table(),
        "user_groups_user": groups.m2m_column_name(),
        "user_groups_group": groups.m2m_reverse_name(),
        "user_permissions": permissions.m2m_db_table(),
        "user_permissions_user": permissions.m2m_column_name(),
        "user_permissions_permission": permissions.m2m_reverse_name(),
        "group": group_table(groups.related_model),
        "group_permissions": group_permissions.m2m_db_table(),
    }


def group_table(model):
    """Only for the groups' names; a model without what is read there is left unread."""
    columns = {field.column for field in model._meta.concrete_fields if field.model is model}
    return model._meta.db_table if {"id", "name"} <= columns else "none"


def many_to_many(model, name):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        raise CommandError(
            f"{model._meta.label} has no field {name}: the gateway reads Django's own permissions (PermissionsMixin)."
        ) from None


def column(model, name):
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        raise CommandError(f"{model._meta.label} has no field {name}, which the gateway needs.") from None
    if field.model._meta.concrete_model is not model._meta.concrete_model:
        raise CommandError(
            f"{model._meta.label} keeps {name} in its parent's table; the gateway reads one user table:"
            " make a database view that joins them, and write the tables section by hand."
        )
    return field.column


def optional(model, name):
    """A model may lack the field, or have hidden it by an attribute."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return "none"
    return column(model, name)


def without_schema(names, warn):
    """Undoes the customary trick of naming a schema in db_table: schema"."table, with or without outer quotes."""
    schemas = set()
    for key, value in names.items():
        schema, separator, table = value.strip('"').partition('"."')
        if separator:
            schemas.add(schema)
            names[key] = table
    if len(schemas) == 1:
        names["schema"] = schemas.pop()
        warn(f"The gateway looks for every table in the schema {names['schema']}.")
    elif schemas:
        warn(f"The tables are in several schemas ({', '.join(sorted(schemas))}); the gateway reads only one.")
