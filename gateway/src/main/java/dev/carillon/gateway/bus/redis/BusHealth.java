package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.metrics.Timing;
import dev.carillon.gateway.redis.RedisFailure;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world how the subscription fares: metrics, readiness part {@code bus}, and one line of log for each change.
 * The watch thread only, but for the gauge.
 */
final class BusHealth {
    static final String PART = "bus";

    private static final Logger LOG = LoggerFactory.getLogger(RedisEventBus.class);

    /** Why a subscription was lost. */
    enum Loss {
        /** The connection ended: Redis went away or dropped us (restart, CLIENT KILL, output buffer limit). */
        DISCONNECTED,
        /** The connection looked alive, and the canary did not come through it. */
        CANARY
    }

    private final Readiness readiness;
    private final String where;
    private final Map<Loss, Count> gaps = new EnumMap<>(Loss.class);
    private final Count reconnects;
    private final Count canariesLost;
    private final Timing roundTrip;

    private volatile boolean connected;
    private boolean subscribed;
    private boolean gap;
    private long lostAt;
    private volatile boolean controlled;
    private String said = "";
    private String saidOfControl = "";

    BusHealth(Metrics metrics, Readiness readiness, String where) {
        this.readiness = readiness;
        this.where = where;
        for (Loss loss : Loss.values()) {
            gaps.put(loss, metrics.count(Metric.BUS_GAPS, loss.name().toLowerCase(Locale.ROOT)));
        }
        reconnects = metrics.count(Metric.BUS_RECONNECTS);
        canariesLost = metrics.count(Metric.BUS_CANARY_LOST);
        roundTrip = metrics.timing(Metric.BUS_CANARY);
        metrics.gauge(Metric.BUS_CONNECTED, () -> connected ? 1 : 0);
        metrics.gauge(Metric.BUS_CONTROL, () -> controlled ? 1 : 0);
    }

    void starting() {
        readiness.notReady(PART, "not subscribed yet to " + where);
    }

    /** A try to connect or to subscribe failed. */
    void unreachable(RedisFailure failure) {
        connected = false;
        readiness.notReady(PART, failure.reason());
        if (!failure.problem().equals(said) && (!gap || failure.refused())) {
            LOG.warn("{}; trying again until it works", failure.reason());
            said = failure.problem();
        }
    }

    /** The subscription stands; readiness waits for the canary. */
    void subscribed() {
        subscribed = true;
        if (gap) {
            reconnects.increment();
            gap = false;
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lostAt);
            LOG.info("Subscribed again to {}; the gap lasted {} ms", where, millis);
        } else {
            LOG.info("Subscribed to {}", where);
        }
        said = "";
    }

    /** A standing subscription was lost: events may be missed from now on. */
    void lost(Loss loss, String why) {
        connected = false;
        controlled = false;
        subscribed = false;
        gap = true;
        lostAt = System.nanoTime();
        Objects.requireNonNull(gaps.get(loss)).increment();
        said = why;
        LOG.warn("Lost the subscription to {}: {}; events published until it is back are lost", where, why);
        readiness.notReady(PART, why);
    }

    /** Whether the control channel is subscribed; without it events flow, and changes are noticed later. */
    void control(@Nullable RedisFailure failure) {
        controlled = failure == null;
        String problem = failure == null ? "" : failure.reason();
        if (!problem.isEmpty() && !problem.equals(saidOfControl)) {
            LOG.warn("{}; until then changed permissions are noticed by the site's events and by the sweep", problem);
        }
        saidOfControl = problem;
    }

    void heard(long roundTripNanos) {
        roundTrip.record(roundTripNanos);
        if (subscribed) {
            if (!said.isEmpty()) {
                LOG.info("The canary of {} is heard again", where);
            }
            said = "";
            connected = true;
            readiness.ready(PART);
        }
    }

    /** A canary that was due has not come; the subscription may be alive all the same. */
    void canaryLost() {
        canariesLost.increment();
    }

    /** The subscription stands, but what it needs to be trusted is missing. */
    void red(String why) {
        connected = false;
        readiness.notReady(PART, why);
        if (!why.equals(said)) {
            said = why;
            LOG.warn("Redis: {}", why);
        }
    }

    void closed() {
        connected = false;
        controlled = false;
        readiness.notReady(PART, "closed");
    }
}
