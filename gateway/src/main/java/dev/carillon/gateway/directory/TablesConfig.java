package dev.carillon.gateway.directory;

import dev.carillon.gateway.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Names of Django's tables and columns, for sites with a custom user model, a schema or a table prefix. The
 * {@code carillon_config} management command of {@code ops/django} prints them.
 */
public record TablesConfig(
        @Setting("Database schema that holds the tables; empty for the connection's search path.") @Nullable
        String schema,

        @Setting("Prefix put before every table name below that is not set itself.") @Nullable
        String prefix,

        @Setting(value = "The user model's table.", fallback = "auth_user")
        String user,

        @Setting(value = "Its primary key column.", fallback = "id")
        String userId,

        @Setting(value = "Its column for USERNAME_FIELD.", fallback = "username")
        String userUsername,

        @Setting(value = "Its password column.", fallback = "password")
        String userPassword,

        @Setting(value = "Its column for EMAIL_FIELD; 'none' where the model has none.", fallback = "email")
        String userEmail,

        @Setting(value = "Its last_login column; 'none' where the model has none.", fallback = "last_login")
        String userLastLogin,

        @Setting(value = "Its is_active column; 'none' where the model has none.", fallback = "is_active")
        String userIsActive,

        @Setting(value = "Its is_superuser column.", fallback = "is_superuser")
        String userIsSuperuser,

        @Setting("Its column for SESAME_PRIMARY_KEY_FIELD; empty for the primary key.") @Nullable
        String userSesameKey,

        @Setting(
                value = "Join table of users and groups; where only the user table is set, its name with _groups.",
                fallback = "auth_user_groups")
        String userGroups,

        @Setting(value = "Its column that names the user.", fallback = "user_id")
        String userGroupsUser,

        @Setting(value = "Its column that names the group.", fallback = "group_id")
        String userGroupsGroup,

        @Setting(
                value = "Join table of users and permissions; where only the user table is set, its name with"
                        + " _user_permissions.",
                fallback = "auth_user_user_permissions")
        String userPermissions,

        @Setting(value = "Its column that names the user.", fallback = "user_id")
        String userPermissionsUser,

        @Setting(value = "Its column that names the permission.", fallback = "permission_id")
        String userPermissionsPermission,

        @Setting(
                value = "Table of groups, read for their names where an operator asks why; 'none' to leave it unread.",
                fallback = "auth_group")
        String group,

        @Setting(value = "Join table of groups and permissions.", fallback = "auth_group_permissions")
        String groupPermissions,

        @Setting(value = "Table of permissions.", fallback = "auth_permission")
        String permission,

        @Setting(value = "Table of content types.", fallback = "django_content_type")
        String contentType,

        @Setting(value = "Table of sessions, where session.engine is db or cached_db.", fallback = "django_session")
        String session) {}
