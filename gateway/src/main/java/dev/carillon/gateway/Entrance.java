package dev.carillon.gateway;

import dev.carillon.gateway.access.Permissions;
import dev.carillon.gateway.admission.ClientNetworks;
import dev.carillon.gateway.admission.FailureLimits;
import dev.carillon.gateway.admission.Pacer;
import dev.carillon.gateway.auth.Authenticators;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.handshake.AllowedOrigins;
import dev.carillon.gateway.handshake.CredentialFinder;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.session.SessionLoop;
import dev.carillon.gateway.session.SessionOpener;
import dev.carillon.gateway.transport.websocket.HandshakeRules;
import dev.carillon.protocol.client.DeflateOffer.Compression;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Makes what stands between a connection and its subscription, and is the same for all loops: limits, rules, the opener. */
final class Entrance {
    private final GatewayConfig config;
    private final Authenticators authenticators;
    private final Function<List<String>, Optional<String>> sessionCookie;
    private final Pacer pacer;
    private final FailureLimits failures;

    /** @param sessionCookie the session cookie's value out of the Cookie headers, where sessions are accepted */
    Entrance(
            GatewayConfig config,
            Authenticators authenticators,
            Function<List<String>, Optional<String>> sessionCookie,
            Metrics metrics) {
        this.config = config;
        this.authenticators = authenticators;
        this.sessionCookie = sessionCookie;
        this.pacer = new Pacer(config.admission(), System::nanoTime);
        this.failures = new FailureLimits(config.admission(), System::nanoTime);
        metrics.gauge(Metric.OPENINGS_IN_FLIGHT, pacer::inFlight);
        metrics.gauge(Metric.OPENINGS_WAITING, pacer::waiting);
        metrics.gauge(Metric.FAILING_NETWORKS, failures::size);
    }

    SessionOpener opener(Permissions permissions, LongSupplier numbers) {
        return new SessionOpener(authenticators, permissions, pacer, failures, numbers);
    }

    SessionLoop.Rules sessionRules() {
        return new SessionLoop.Rules(
                config.admission().maxWait().plus(config.directory().timeout()),
                config.keepalive(),
                config.credentials());
    }

    /** To be called often, on any thread. */
    void sweep(long nowNanos) {
        pacer.sweep();
    }

    HandshakeRules rules() {
        boolean expiring = authenticators.jwt() != null || authenticators.session() != null;
        Compression compression = !config.websocket().compression()
                ? Compression.OFF
                : expiring ? Compression.MESSAGE_BY_MESSAGE : Compression.AS_OFFERED;
        return new HandshakeRules(
                config.websocket(),
                compression,
                AllowedOrigins.of(config.websocket().origins()),
                new CredentialFinder(config.credentials(), sessionCookie),
                new ClientNetworks(config.admission().trustedProxies()),
                config.credentials().firstMessage(),
                config.credentials().subprotocol());
    }
}
