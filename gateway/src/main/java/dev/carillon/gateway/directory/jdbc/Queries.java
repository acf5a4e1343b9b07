package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.directory.jdbc.Tables.Table;

/**
 * The SQL. Every column is named through its table: alone, SQLite would take a quoted name that does not exist for a
 * string. Codenames, labels and text keys are compared in code, since a column's collation may ignore case.
 */
final class Queries {
    private final Dialect dialect;
    private final Tables tables;
    private final TablesConfig names;

    Queries(Dialect dialect, Tables tables) {
        this.dialect = dialect;
        this.tables = tables;
        this.names = tables.config;
    }

    /** The name of the column whose value tokens hold. */
    String sesameKey() {
        String key = names.userSesameKey();
        return key == null || key.isEmpty() ? names.userId() : key;
    }

    String column(UserRecord.Field field) {
        return switch (field) {
            case PK -> names.userId();
            case USERNAME -> names.userUsername();
        };
    }

    /** No row; its metadata tells the types of the primary key and of the sesame key. */
    String keyColumns() {
        return "SELECT " + column("u", names.userId()) + ", " + column("u", sesameKey()) + " FROM " + tables.user.sql()
                + " u WHERE 1 = 0";
    }

    /** Key, primary key, name, password, e-mail, last login, active, superuser; the column that was asked by comes first. */
    String users(String by, int count) {
        return "SELECT " + column("u", by)
                + ", " + column("u", names.userId())
                + ", " + column("u", names.userUsername())
                + ", " + column("u", names.userPassword())
                + ", " + columnOr("NULL", names.userEmail())
                + ", " + columnOr("NULL", names.userLastLogin())
                + ", " + columnOr("1", names.userIsActive())
                + ", " + columnOr("0", names.userIsSuperuser())
                + " FROM " + tables.user.sql() + " u WHERE " + dialect.isOneOf(column("u", by), count);
    }

    /** User, app label, codename. */
    String ownPermissions(int count) {
        String user = column("j", names.userPermissionsUser());
        return "SELECT " + user + ", " + named(tables.userPermissions, names.userPermissionsPermission()) + " WHERE "
                + dialect.isOneOf(user, count);
    }

    /** User, group. */
    String memberships(int count) {
        String user = column("j", names.userGroupsUser());
        return "SELECT " + user + ", " + column("j", names.userGroupsGroup()) + " FROM " + tables.userGroups.sql()
                + " j WHERE " + dialect.isOneOf(user, count);
    }

    /** Group, app label, codename, of the groups that these users are in. */
    String groupPermissions(int count) {
        String group = column("j", "group_id");
        return "SELECT " + group + ", " + named(tables.groupPermissions, "permission_id") + " WHERE " + group
                + " IN (SELECT " + column("m", names.userGroupsGroup()) + " FROM " + tables.userGroups.sql()
                + " m WHERE " + dialect.isOneOf(column("m", names.userGroupsUser()), count) + ")";
    }

    /** User, app label, codename, and nothing for a group; of these users and codenames. */
    String ownProvenance(int users, int codenames) {
        String user = column("j", names.userPermissionsUser());
        return "SELECT " + user + ", " + column("c", "app_label") + ", " + column("p", "codename") + ", NULL, NULL"
                + joined(tables.userPermissions, names.userPermissionsPermission()) + " WHERE "
                + dialect.isOneOf(user, users) + " AND " + dialect.isOneOf(column("p", "codename"), codenames);
    }

    /** User, app label, codename, group, its name; of these users and codenames. */
    String groupProvenance(int users, int codenames) {
        String user = column("m", names.userGroupsUser());
        String group = column("m", names.userGroupsGroup());
        return "SELECT " + user + ", " + column("c", "app_label") + ", " + column("p", "codename") + ", " + group + ", "
                + (tables.group == null ? "NULL" : column("g", "name"))
                + joined(tables.groupPermissions, "permission_id") + " JOIN "
                + tables.userGroups.sql() + " m ON " + group + " = " + column("j", "group_id")
                + (tables.group == null
                        ? ""
                        : " JOIN " + tables.group.sql() + " g ON " + column("g", "id") + " = " + group)
                + " WHERE " + dialect.isOneOf(user, users) + " AND "
                + dialect.isOneOf(column("p", "codename"), codenames);
    }

    String contentTypes() {
        return "SELECT " + column("c", "id") + ", " + column("c", "app_label") + ", " + column("c", "model") + " FROM "
                + tables.contentType.sql() + " c";
    }

    /** Key, data, end. */
    String sessions(int count) {
        return "SELECT " + column("s", "session_key") + ", " + column("s", "session_data") + ", "
                + column("s", "expire_date") + " FROM " + tables.session.sql() + " s WHERE "
                + dialect.isOneOf(column("s", "session_key"), count);
    }

    /** Parameters: the new time, the key, and the times that the old one may be stored as, if it is not null. */
    String recordLogin(int previousForms) {
        String lastLogin = column("u", names.userLastLogin());
        String unchanged = previousForms == 0
                ? lastLogin + " IS NULL"
                : lastLogin + " IN (" + "?, ".repeat(previousForms - 1) + "?)";
        return "UPDATE " + tables.user.sql() + " AS u SET " + dialect.quote(names.userLastLogin()) + " = ? WHERE "
                + dialect.isOneOf(column("u", names.userId()), 1) + " AND " + unchanged;
    }

    /** Writes no row, but needs the right to. */
    String touchNoLogin() {
        String lastLogin = dialect.quote(names.userLastLogin());
        return "UPDATE " + tables.user.sql() + " SET " + lastLogin + " = " + lastLogin + " WHERE 1 = 0";
    }

    boolean hasLastLogin() {
        return !Tables.isNone(names.userLastLogin());
    }

    private String named(Table join, String permission) {
        return column("c", "app_label") + ", " + column("p", "codename") + joined(join, permission);
    }

    private String joined(Table join, String permission) {
        return " FROM " + join.sql() + " j JOIN " + tables.permission.sql() + " p ON " + column("p", "id") + " = "
                + column("j", permission) + " JOIN " + tables.contentType.sql() + " c ON " + column("c", "id") + " = "
                + column("p", "content_type_id");
    }

    private String columnOr(String literal, String column) {
        return Tables.isNone(column) ? literal : column("u", column);
    }

    private String column(String alias, String name) {
        return alias + "." + dialect.quote(name);
    }
}
