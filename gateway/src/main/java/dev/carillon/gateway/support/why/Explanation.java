package dev.carillon.gateway.support.why;

import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.known.KnownUsers.Knowledge;
import dev.carillon.gateway.registry.Departures.Departure;
import dev.carillon.gateway.registry.Tally;
import dev.carillon.protocol.close.CloseReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known when somebody asks why.
 *
 * @param name of the user, like {@code ada (7)}
 * @param standing by the database, now
 * @param knowledge what the gateway goes by for users of the database; null where it knows nothing of them
 * @param departures of the user's connections that ended lately, the latest first
 * @param notReady why this gateway should not be sent clients, by part
 */
public record Explanation(
        String name,
        String userId,
        Standing standing,
        @Nullable Knowledge knowledge,
        List<Connection> connections,
        List<Departed> departures,
        Map<String, String> notReady) {

    public Explanation {
        connections = List.copyOf(connections);
        departures = List.copyOf(departures);
    }

    /** A connection that ended. */
    public record Departed(String id, Duration ago, Duration lasted, String reason, Tally tally) {
        public static Departed of(Departure departure, Instant now) {
            CloseReason reason = departure.reason();
            return new Departed(
                    departure.id(),
                    Duration.between(departure.ended(), now),
                    Duration.between(departure.since(), departure.ended()),
                    reason.label() + " (" + reason.code() + (reason.text().isEmpty() ? "" : " " + reason.text()) + ")",
                    departure.tally());
        }
    }

    public static String name(String userId, @Nullable UserRecord user) {
        return user == null || user.username().equals(userId)
                ? "user " + userId
                : user.username() + " (" + userId + ")";
    }

    long seeing() {
        return connections.stream().filter(Connection::sees).count();
    }

    /** Those of the database's users; a token that says itself what its bearer sees is not among them. */
    List<Connection> ofDatabase() {
        return connections.stream().filter(connection -> !connection.byToken()).toList();
    }

    /** Whether some connection sees what the database would not show it now, or the other way round. */
    boolean differs() {
        return standing.isRead() && ofDatabase().stream().anyMatch(connection -> connection.sees() != standing.sees());
    }
}
