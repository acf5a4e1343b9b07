package dev.carillon.gateway.session;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.handshake.Place;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.session.SessionOpener.Opened;
import dev.carillon.protocol.close.CloseReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sessions count. Any thread. */
public final class SessionMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(SessionMetrics.class);
    private static final long REPORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong nextReport = new AtomicLong(System.nanoTime());
    private final Map<Outcome, Count> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Timing> timings = new EnumMap<>(Outcome.class);
    private final Map<CloseReason, Count> closes = new EnumMap<>(CloseReason.class);
    private final Map<Place, Count> places = new EnumMap<>(Place.class);
    private final Map<Refresh, Count> refreshes = new EnumMap<>(Refresh.class);
    private final Count ignored;
    private final ReasonsLog refusals =
            new ReasonsLog(System::nanoTime, reasons -> LOG.info("clients were refused: {}", reasons));
    private final ReasonsLog faults =
            new ReasonsLog(System::nanoTime, reasons -> LOG.warn("credentials could not be checked: {}", reasons));

    /** How the check of a credential that is to open a connection ended. */
    enum Outcome {
        ACCEPTED,
        MALFORMED,
        NOT_ACCEPTED,
        EXPIRED,
        NO_SESSION,
        ANONYMOUS,
        NOT_YET_VALID,
        WRONG_ISSUER,
        WRONG_AUDIENCE,
        INVALID_CLAIMS,
        UNKNOWN_USER,
        INACTIVE_USER,
        BAD_SIGNATURE,
        UNKNOWN_KEY,
        UNAVAILABLE,
        /** Not looked at, for too many bad ones came from there. */
        TOO_MANY_FAILURES,
        /** Not looked at, for too many came at once. */
        OVERLOADED,
        /** The client left before it was known. */
        ABANDONED;

        static Outcome of(Opened opened) {
            return switch (opened) {
                case Opened.Granted granted -> ACCEPTED;
                case Opened.Refused refused -> of(refused.reason());
                case Opened.Unavailable unavailable -> UNAVAILABLE;
                case Opened.TooManyFailures failures -> TOO_MANY_FAILURES;
                case Opened.Overloaded overloaded -> OVERLOADED;
            };
        }

        private static Outcome of(AuthResult.Reason reason) {
            return switch (reason) {
                case MALFORMED -> MALFORMED;
                case NOT_ACCEPTED -> NOT_ACCEPTED;
                case EXPIRED -> EXPIRED;
                case NO_SESSION -> NO_SESSION;
                case ANONYMOUS -> ANONYMOUS;
                case NOT_YET_VALID -> NOT_YET_VALID;
                case WRONG_ISSUER -> WRONG_ISSUER;
                case WRONG_AUDIENCE -> WRONG_AUDIENCE;
                case INVALID_CLAIMS -> INVALID_CLAIMS;
                case UNKNOWN_USER -> UNKNOWN_USER;
                case INACTIVE_USER -> INACTIVE_USER;
                case BAD_SIGNATURE -> BAD_SIGNATURE;
                case UNKNOWN_KEY -> UNKNOWN_KEY;
            };
        }
    }

    /** How the check of a fresh token on an open connection ended. */
    enum Refresh {
        ACCEPTED,
        REFUSED,
        /** Good, but not of the connection's user. */
        ANOTHER_USER,
        UNAVAILABLE
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
        for (Place place : Place.values()) {
            places.put(place, metrics.count(Metric.CREDENTIALS, place.label()));
        }
        for (Refresh refresh : Refresh.values()) {
            refreshes.put(
                    refresh, metrics.count(Metric.REFRESHES, refresh.name().toLowerCase(Locale.ROOT)));
        }
        ignored = metrics.count(Metric.CLIENT_MESSAGES);
    }

    void authenticated(Outcome outcome, long nanos) {
        Objects.requireNonNull(outcomes.get(outcome)).increment();
        Objects.requireNonNull(timings.get(outcome)).record(nanos);
        switch (outcome) {
            case ACCEPTED, ABANDONED -> {}
            // Told with its cause.
            case UNAVAILABLE -> {}
            default -> refusals.add(outcome.name().toLowerCase(Locale.ROOT));
        }
    }

    /** A credential could not be checked, which is no client's fault; the detail is without secrets. */
    void unavailable(String detail) {
        faults.add(detail);
    }

    /** A credential stood there. */
    void presented(Place place) {
        Objects.requireNonNull(places.get(place)).increment();
    }

    void refreshed(Refresh outcome) {
        Objects.requireNonNull(refreshes.get(outcome)).increment();
    }

    void closed(CloseReason reason) {
        Objects.requireNonNull(closes.get(reason)).increment();
    }

    /** Tells of a failure that nobody expected; of many, one in ten seconds. */
    void unexpected(Throwable failure) {
        long now = System.nanoTime();
        long due = nextReport.get();
        if (now - due >= 0 && nextReport.compareAndSet(due, now + REPORT_PAUSE_NANOS)) {
            LOG.error("unexpected failure, closing the connection", failure);
        }
    }

    void ignoredMessage() {
        ignored.increment();
    }
}
