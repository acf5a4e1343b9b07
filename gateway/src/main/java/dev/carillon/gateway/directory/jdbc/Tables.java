package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.gateway.settings.Setting;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Django's tables as this site names them.
 *
 * <p>A table that is not set itself gets the prefix; the user model's join tables get Django's name for them, the user
 * table's with {@code _groups} and {@code _user_permissions}.
 */
final class Tables {
    static final String NONE = "none";

    final TablesConfig config;
    final Table user;
    final Table userGroups;
    final Table userPermissions;
    /** Null where it is not to be read. */
    final @Nullable Table group;

    final Table groupPermissions;
    final Table permission;
    final Table contentType;
    final Table session;
    private final Dialect dialect;
    private final Map<String, String> fallbacks;

    Tables(Dialect dialect, TablesConfig config) {
        this.dialect = dialect;
        this.config = config;
        this.fallbacks = fallbacks();
        user = table("user", named("user", config.user()), userColumns(config));
        userGroups = table(
                "userGroups",
                join("userGroups", config.userGroups(), "_groups"),
                List.of(
                        new Column("userGroupsUser", config.userGroupsUser()),
                        new Column("userGroupsGroup", config.userGroupsGroup())));
        userPermissions = table(
                "userPermissions",
                join("userPermissions", config.userPermissions(), "_user_permissions"),
                List.of(
                        new Column("userPermissionsUser", config.userPermissionsUser()),
                        new Column("userPermissionsPermission", config.userPermissionsPermission())));
        group = isNone(config.group()) ? null : table("group", named("group", config.group()), fixed("id", "name"));
        groupPermissions = table(
                "groupPermissions",
                named("groupPermissions", config.groupPermissions()),
                fixed("group_id", "permission_id"));
        permission = table(
                "permission", named("permission", config.permission()), fixed("id", "content_type_id", "codename"));
        contentType =
                table("contentType", named("contentType", config.contentType()), fixed("id", "app_label", "model"));
        session = table(
                "session", named("session", config.session()), fixed("session_key", "session_data", "expire_date"));
    }

    /** Those that every site has; the sessions' only where they are kept there. */
    List<Table> all() {
        return Stream.of(user, userGroups, userPermissions, group, groupPermissions, permission, contentType)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * @param setting the component of {@link TablesConfig} that names it
     * @param name as an operator knows it
     * @param sql quoted, with its schema
     */
    record Table(String setting, String name, String sql, List<Column> columns) {}

    /** @param setting the component of {@link TablesConfig} that names it; null where Django always calls it so */
    record Column(@Nullable String setting, String name) {}

    /** As in YAML and in the environment. */
    static String settingName(String component) {
        String snake = component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return "tables." + snake + " (CARILLON_TABLES_" + snake.toUpperCase(Locale.ROOT) + ")";
    }

    static boolean isNone(String column) {
        return column.isEmpty() || column.equals(NONE);
    }

    private Table table(String setting, String name, List<Column> columns) {
        String schema = config.schema();
        if (schema == null || schema.isEmpty()) {
            return new Table(setting, name, dialect.quote(name), columns);
        }
        String sql = dialect.quote(schema) + "." + dialect.quote(name);
        return new Table(setting, schema + "." + name, sql, columns);
    }

    private String named(String component, String name) {
        return isDefault(component, name) && config.prefix() != null ? config.prefix() + name : name;
    }

    private String join(String component, String name, String suffix) {
        return isDefault(component, name) ? named("user", config.user()) + suffix : name;
    }

    private boolean isDefault(String component, String name) {
        return name.equals(fallbacks.get(component));
    }

    private static List<Column> userColumns(TablesConfig config) {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("userId", config.userId()),
                new Column("userUsername", config.userUsername()),
                new Column("userPassword", config.userPassword()),
                new Column("userEmail", config.userEmail()),
                new Column("userLastLogin", config.userLastLogin()),
                new Column("userIsActive", config.userIsActive()),
                new Column("userIsSuperuser", config.userIsSuperuser())));
        String sesameKey = config.userSesameKey();
        if (sesameKey != null && !sesameKey.isEmpty()) {
            columns.add(new Column("userSesameKey", sesameKey));
        }
        columns.removeIf(column -> isNone(column.name()));
        return List.copyOf(columns);
    }

    private static List<Column> fixed(String... names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(new Column(null, name));
        }
        return List.copyOf(columns);
    }

    private static Map<String, String> fallbacks() {
        Map<String, String> fallbacks = new HashMap<>();
        for (RecordComponent component : TablesConfig.class.getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            fallbacks.put(component.getName(), setting == null ? "" : setting.fallback());
        }
        return fallbacks;
    }
}
