package dev.carillon.gateway.session;

import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.protocol.close.CloseReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What sessions count. Any thread. */
public final class SessionMetrics {
    private final Map<Outcome, Count> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Timing> timings = new EnumMap<>(Outcome.class);
    private final Map<CloseReason, Count> closes = new EnumMap<>(CloseReason.class);
    private final Count ignored;

    /** How the authentication of a first message ended. */
    enum Outcome {
        ACCEPTED,
        REJECTED,
        UNAVAILABLE,
        /** The client left before it was known. */
        ABANDONED
    }

    public SessionMetrics(Metrics metrics) {
        for (Outcome outcome : Outcome.values()) {
            String label = outcome.name().toLowerCase(Locale.ROOT);
            outcomes.put(outcome, metrics.count(Metric.AUTHENTICATIONS, label));
            timings.put(outcome, metrics.timing(Metric.AUTHENTICATION_TIME, label));
        }
        for (CloseReason reason : CloseReason.values()) {
            closes.put(reason, metrics.count(Metric.CLOSES, reason.label()));
        }
        ignored = metrics.count(Metric.CLIENT_MESSAGES);
    }

    void authenticated(Outcome outcome, long nanos) {
        Objects.requireNonNull(outcomes.get(outcome)).increment();
        Objects.requireNonNull(timings.get(outcome)).record(nanos);
    }

    void closed(CloseReason reason) {
        Objects.requireNonNull(closes.get(reason)).increment();
    }

    void ignoredMessage() {
        ignored.increment();
    }
}
