package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.Provenance;
import dev.carillon.gateway.directory.database.Dialect;
import dev.carillon.protocol.django.PrimaryKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads through which of their permissions, and through which groups, users may do something. Thread-safe; blocks. */
final class ProvenanceQuery {
    private final Dialect dialect;
    private final Queries queries;
    private final DirectoryConfig config;

    ProvenanceQuery(Dialect dialect, Queries queries, DirectoryConfig config) {
        this.dialect = dialect;
        this.queries = queries;
        this.config = config;
    }

    /** Of users by primary key, whose column is given. */
    Map<PrimaryKey, Set<Provenance>> read(
            Connection connection, KeyColumn id, Set<PrimaryKey> users, Set<String> permissions) throws SQLException {
        List<Object> keys = id.toParameters(users);
        if (keys.isEmpty() || permissions.isEmpty()) {
            return Map.of();
        }
        Map<PrimaryKey, Set<Provenance>> found = new HashMap<>();
        // Compared anew in code: a collation may ignore case, and labels and codenames are asked for apart.
        Set<String> codenames = permissions.stream()
                .map(permission -> permission.substring(permission.indexOf('.') + 1))
                .collect(Collectors.toSet());
        for (String sql : List.of(
                queries.ownProvenance(keys.size(), codenames.size()),
                queries.groupProvenance(keys.size(), codenames.size()))) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                dialect.limit(statement, config);
                int next = dialect.bind(statement, 1, id.arrayType(), keys);
                dialect.bind(statement, next, KeyColumn.TEXT.arrayType(), List.copyOf(codenames));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        PrimaryKey user = id.read(rows, 1);
                        String permission = rows.getString(2) + "." + rows.getString(3);
                        if (user != null && users.contains(user) && permissions.contains(permission)) {
                            found.computeIfAbsent(user, u -> new HashSet<>())
                                    .add(new Provenance(permission, group(rows.getString(4), rows.getString(5))));
                        }
                    }
                }
            }
        }
        return found;
    }

    private static Provenance.@Nullable Group group(@Nullable String id, @Nullable String name) {
        return id == null ? null : new Provenance.Group(id, name);
    }
}
