package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.Rights;
import dev.carillon.protocol.django.PrimaryKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what is granted to users: their own permissions, their memberships, and what the groups may; the last apart, so that
 * a group's many permissions are read once, not for each member. Any thread.
 */
final class RightsReader {
    private final Queries queries;
    private final Select select;

    /** Runs a query for these values, which may be none. */
    interface Select {
        void select(Connection connection, String sql, KeyColumn column, List<Object> values, Row reader)
                throws SQLException;
    }

    /** Takes one row. */
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    RightsReader(Queries queries, Select select) {
        this.queries = queries;
        this.select = select;
    }

    Map<PrimaryKey, Rights> read(Connection connection, KeyColumn id, List<Object> users) throws SQLException {
        Map<PrimaryKey, Set<String>> permissions = new HashMap<>();
        select.select(connection, queries.ownPermissions(users.size()), id, users, row -> {
            PrimaryKey user = id.read(row, 1);
            if (user != null) {
                permissions.computeIfAbsent(user, u -> new HashSet<>()).add(row.getString(2) + "." + row.getString(3));
            }
        });
        Map<PrimaryKey, Set<Long>> groups = memberships(connection, id, users);
        Map<Long, Set<String>> byGroup = groups.isEmpty() ? Map.of() : groupPermissions(connection, id, users);
        groups.forEach((user, theirs) -> theirs.forEach(group ->
                permissions.computeIfAbsent(user, u -> new HashSet<>()).addAll(byGroup.getOrDefault(group, Set.of()))));
        Map<PrimaryKey, Rights> granted = new HashMap<>();
        permissions.forEach((user, names) -> granted.put(user, new Rights(names, groups.getOrDefault(user, Set.of()))));
        return granted;
    }

    private Map<PrimaryKey, Set<Long>> memberships(Connection connection, KeyColumn id, List<Object> users)
            throws SQLException {
        Map<PrimaryKey, Set<Long>> groups = new HashMap<>();
        select.select(connection, queries.memberships(users.size()), id, users, row -> {
            PrimaryKey user = id.read(row, 1);
            if (user != null) {
                groups.computeIfAbsent(user, u -> new HashSet<>()).add(row.getLong(2));
            }
        });
        return groups;
    }

    private Map<Long, Set<String>> groupPermissions(Connection connection, KeyColumn id, List<Object> users)
            throws SQLException {
        Map<Long, Set<String>> byGroup = new HashMap<>();
        select.select(
                connection,
                queries.groupPermissions(users.size()),
                id,
                users,
                row -> byGroup.computeIfAbsent(row.getLong(1), g -> new HashSet<>())
                        .add(row.getString(2) + "." + row.getString(3)));
        return byGroup;
    }
}
