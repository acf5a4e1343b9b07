package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.session.DecodedSession;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What became of the sessions that were looked for in one place. Any thread. */
final class ReadCounts {
    private final Count found;
    private final Count absent;
    private final Map<Unreadable, Count> unreadable = new EnumMap<>(Unreadable.class);

    ReadCounts(Metrics metrics, String place) {
        found = metrics.count(Metric.SESSIONS_READ, place, "found");
        absent = metrics.count(Metric.SESSIONS_READ, place, "absent");
        for (Unreadable why : Unreadable.values()) {
            unreadable.put(
                    why, metrics.count(Metric.SESSIONS_READ, place, why.name().toLowerCase(Locale.ROOT)));
        }
    }

    void count(Optional<StoredSession> session) {
        session.map(StoredSession::session).ifPresentOrElse(this::count, absent::increment);
    }

    void count(DecodedSession session) {
        switch (session) {
            case Decoded decoded -> found.increment();
            case Unreadable why -> Objects.requireNonNull(unreadable.get(why)).increment();
        }
    }
}
