package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.testing.TestDatabase;
import dev.carillon.protocol.django.PrimaryKey;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/**
 * Django's tables with a key of any type, as its migrations lay them out.
 *
 * @param types the type that Django gives a column for such a key
 * @param timestamp a DateTimeField's
 */
record UserTables(Dialect dialect, Map<KeyColumn, String> types, String timestamp) {
    void create(TestDatabase database, KeyColumn column) throws SQLException {
        create(database, types.getOrDefault(column, ""));
    }

    void create(TestDatabase database, String type) throws SQLException {
        String key = type.equals("longblob") ? "PRIMARY KEY (id(16))" : "PRIMARY KEY (id)";
        database.run("CREATE TABLE auth_user (id " + type + " NOT NULL, password varchar(128) NOT NULL, last_login "
                + timestamp + " NULL, is_superuser " + booleanType() + " NOT NULL, username varchar(150) NOT NULL,"
                + " email varchar(254) NOT NULL, is_active " + booleanType() + " NOT NULL, " + key + ");"
                + "CREATE TABLE auth_user_groups (user_id " + type + " NOT NULL, group_id integer NOT NULL);"
                + "CREATE TABLE auth_user_user_permissions (user_id " + type + " NOT NULL, permission_id integer);"
                + "CREATE TABLE auth_group (id integer NOT NULL, name varchar(150) NOT NULL);"
                + "CREATE TABLE auth_group_permissions (group_id integer NOT NULL, permission_id integer NOT NULL);"
                + "CREATE TABLE auth_permission (id integer, content_type_id integer, codename varchar(100));"
                + "CREATE TABLE django_content_type (id integer, app_label varchar(100), model varchar(100))");
    }

    /** Sessions, by their keys, that all end at this time, which is in UTC. */
    void createSessions(TestDatabase database, String end, String... keys) throws SQLException {
        StringBuilder script =
                new StringBuilder("CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY,"
                        + " session_data text NOT NULL, expire_date " + timestamp + " NOT NULL)");
        for (String key : keys) {
            script.append("; INSERT INTO django_session VALUES ('" + key + "', 'data of " + key + "', '" + end
                    + (dialect == Dialect.POSTGRESQL ? "+00" : "") + "')");
        }
        database.run(script.toString());
    }

    /** An active user without a login; all have the same e-mail address. */
    void insert(TestDatabase database, String key, String name) throws SQLException {
        database.run("INSERT INTO auth_user VALUES (" + key + ", 'md5$x', NULL, " + no() + ", '" + name
                + "', 'same@example.test', " + (dialect == Dialect.POSTGRESQL ? "true" : "1") + ")");
    }

    /** Two groups, one of which may change orders; the user themselves may view them. */
    void grant(TestDatabase database, String key) throws SQLException {
        database.run("INSERT INTO auth_user_groups VALUES (" + key + ", 1), (" + key + ", 2);"
                + " INSERT INTO auth_user_user_permissions VALUES (" + key + ", 11);"
                + " INSERT INTO auth_group_permissions VALUES (1, 12), (3, 13);"
                + " INSERT INTO django_content_type VALUES (5, 'shop', 'order');"
                + " INSERT INTO auth_permission VALUES (11, 5, 'view_order'), (12, 5, 'change_order'),"
                + " (13, 5, 'delete_order')");
    }

    String booleanType() {
        return dialect == Dialect.MYSQL ? "tinyint(1)" : "bool";
    }

    String no() {
        return dialect == Dialect.POSTGRESQL ? "false" : "0";
    }

    static PrimaryKey sample(KeyColumn column) {
        return switch (column) {
            case INTEGER -> new PrimaryKey.IntegerKey(7);
            case UUID_NATIVE, UUID_DIGITS -> new PrimaryKey.UuidKey(new UUID(10, 11));
            case TEXT -> new PrimaryKey.TextKey("ключ");
            case BYTES -> new PrimaryKey.BytesKey(new byte[] {1, 2, (byte) 0xff});
        };
    }

    /** The sample in SQL. */
    String literal(KeyColumn column) {
        return switch (column) {
            case INTEGER -> "7";
            case UUID_NATIVE, UUID_DIGITS ->
                dialect == Dialect.SQLITE
                        ? "'000000000000000a000000000000000b'"
                        : "'00000000-0000-000a-0000-00000000000b'";
            case TEXT -> "'ключ'";
            case BYTES -> dialect == Dialect.POSTGRESQL ? "'\\x0102ff'" : "x'0102ff'";
        };
    }
}
