package dev.carillon.gateway;

import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.log.EventLog;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.registry.DeliveryCounters;
import dev.carillon.gateway.registry.LoopShard;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.registry.ShedReason;
import dev.carillon.gateway.session.Session;
import dev.carillon.gateway.session.SessionLoop;
import java.util.Collection;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Exports the numbers that the loops keep for themselves, summed over them. */
final class GatewayGauges {
    private GatewayGauges() {}

    static void register(
            Metrics metrics, Readiness readiness, Registry registry, Collection<SessionLoop> sessions, EventLog log) {
        metrics.gauge(Metric.READY, () -> readiness.isReady() ? 1 : 0);
        connections(metrics, registry, sessions);
        deliveries(metrics, registry);
        metrics.gauge(Metric.AUDIENCES, () -> registry.sum(LoopShard::audienceCount));
        metrics.gauge(Metric.LOG_EVENTS, log::size);
        metrics.gauge(Metric.LOG_BYTES, log::bytes);
    }

    private static void connections(Metrics metrics, Registry registry, Collection<SessionLoop> sessions) {
        for (Session.State state : Session.State.values()) {
            switch (state) {
                case SUBSCRIBED -> {
                    metrics.gauge(
                            Metric.CONNECTIONS,
                            () -> count(sessions, state) - registry.sum(LoopShard::parkedTotal),
                            "live");
                    metrics.gauge(Metric.CONNECTIONS, () -> registry.sum(LoopShard::parkedTotal), "parked");
                }
                case CLOSED -> {}
                case HANDSHAKE, TOKEN, AUTHENTICATING, CLOSING ->
                    metrics.gauge(
                            Metric.CONNECTIONS,
                            () -> count(sessions, state),
                            state.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static long count(Collection<SessionLoop> sessions, Session.State state) {
        return sessions.stream().mapToLong(loop -> loop.count(state)).sum();
    }

    private static void deliveries(Metrics metrics, Registry registry) {
        count(metrics, registry, Metric.DELIVERIES_MATCHED, counters -> counters.matched.get());
        count(metrics, registry, Metric.DELIVERIES, counters -> counters.written.get());
        count(metrics, registry, Metric.DELIVERY_BYTES, counters -> counters.writtenBytes.get());
        count(metrics, registry, Metric.BATCHES, counters -> counters.buffers.get());
        count(metrics, registry, Metric.BATCH_EVENTS, counters -> counters.laid.get());
        count(metrics, registry, Metric.PARKS, counters -> counters.parks.get());
        count(metrics, registry, Metric.CATCH_UPS, counters -> counters.catchUps.get());
        count(metrics, registry, Metric.MOVES, counters -> counters.moves.get());
        for (ShedReason reason : ShedReason.values()) {
            metrics.countFrom(
                    Metric.DELIVERIES_SHED,
                    () -> registry.sum(shard -> shard.counters().shed(reason).get()),
                    reason.label());
        }
        metrics.gauge(
                Metric.DELIVERIES_PENDING,
                () -> registry.sum(shard -> shard.counters().pending()));
    }

    private static void count(
            Metrics metrics, Registry registry, Metric metric, ToLongFunction<DeliveryCounters> number) {
        metrics.countFrom(metric, () -> registry.sum(shard -> number.applyAsLong(shard.counters())));
    }
}
