package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.UserDirectory.SessionRow;
import dev.carillon.protocol.session.SessionKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes rows of the sessions' table, for as many keys as a query asked for. Confined to whoever reads. */
final class SessionReader {
    private final StoredTimes times;
    private final Set<SessionKey> asked;
    private final Map<SessionKey, SessionRow> found = new HashMap<>();

    SessionReader(StoredTimes times, Set<SessionKey> asked) {
        this.times = times;
        this.asked = asked;
    }

    /** A collation that ignores case finds keys that were not asked for: they are other sessions' names. */
    void take(ResultSet row) throws SQLException {
        SessionRow session = session(row);
        if (session != null && asked.contains(session.key())) {
            found.put(session.key(), session);
        }
    }

    /** Null for a row that Django could not load either. */
    private @Nullable SessionRow session(ResultSet row) throws SQLException {
        SessionKey key = SessionKey.of(String.valueOf(row.getString(1)));
        String data = row.getString(2);
        try {
            Instant expires = times.readInstant(row, 3);
            return key == null || data == null || expires == null ? null : new SessionRow(key, data, expires);
        } catch (DateTimeException e) {
            return null;
        }
    }

    Map<SessionKey, SessionRow> found() {
        return found;
    }
}
