package dev.carillon.gateway;

import dev.carillon.gateway.auth.jwt.JwtConfig;
import dev.carillon.gateway.auth.jwt.JwtKeys;
import dev.carillon.gateway.auth.session.DjangoSessions;
import dev.carillon.gateway.auth.session.SessionConfig;
import dev.carillon.gateway.bus.redis.RedisEventBus;
import dev.carillon.gateway.bus.redis.RedisProbe;
import dev.carillon.gateway.command.Seams;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.directory.jdbc.DirectoryProbe;
import dev.carillon.gateway.redis.RedisUrl;
import dev.carillon.gateway.transport.NativeTransport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The real parts behind the commands. */
final class Wiring {
    private Wiring() {}

    static Seams seams() {
        return new Seams(Wiring::serve, Wiring::demo, Wiring::probe, TrialTokens::make, Wiring::redis);
    }

    private static AutoCloseable serve(GatewayConfig config) throws Exception {
        return forOperator(() -> Gateway.start(config));
    }

    private static AutoCloseable demo(Map<String, String> environment, PrintWriter out) throws Exception {
        return forOperator(() -> RunningDemo.start(environment, out));
    }

    private static List<Seams.Finding> probe(GatewayConfig config) throws Exception {
        return forOperator(() -> tryAll(config));
    }

    /** A setting that does not fit this machine is refused in words for the operator, and is no fault of the program. */
    static <T> T forOperator(Callable<T> start) throws Exception {
        try {
            return start.call();
        } catch (IllegalArgumentException e) {
            throw new Seams.Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Seams.Finding> tryAll(GatewayConfig config) {
        List<Seams.Finding> findings = new ArrayList<>();
        try {
            NativeTransport.choose(config.transport().io());
        } catch (IllegalArgumentException e) {
            findings.add(new Seams.Finding("transport", false, String.valueOf(e.getMessage())));
        }
        findings.addAll(database(config));
        findings.addAll(sessions(config));
        findings.addAll(jwt(config.jwt()));
        if (RedisUrl.isMemory(config.redis().url().revealText())) {
            findings.add(new Seams.Finding("bus", true, "inside the process; Django cannot publish to it"));
        } else {
            List<String> troubles = RedisProbe.check(config.redis()).stream()
                    .map(problem -> problem.problem() + "; " + problem.remedy())
                    .toList();
            findings.addAll(findings("redis", "reachable, and what is published is heard", troubles));
        }
        return findings;
    }

    private static List<Seams.Finding> database(GatewayConfig config) {
        if (config.isWithoutSite()) {
            return List.of(new Seams.Finding("database", true, "none, and none is needed: tokens tell all"));
        }
        DirectoryProbe directory = new DirectoryProbe(config.django(), config.tables(), config.directory());
        List<String> problems =
                directory.check(config.sesame().keyType(), config.sesame().oneTime());
        return findings("database", directory.address() + " has what is needed", problems);
    }

    private static List<Seams.Finding> jwt(JwtConfig config) {
        try {
            return JwtKeys.check(config).stream()
                    .map(found -> new Seams.Finding("jwt", true, found))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of(new Seams.Finding("jwt", false, String.valueOf(e.getMessage())));
        }
    }

    private static List<Seams.Finding> sessions(GatewayConfig config) {
        SessionConfig session = config.session();
        if (!session.isOn()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        if (session.usesTable()) {
            DirectoryProbe directory = new DirectoryProbe(config.django(), config.tables(), config.directory());
            problems.addAll(directory.checkSessions());
        }
        String cache = DjangoSessions.checkCache(session);
        if (cache != null) {
            problems.add(cache);
        }
        return findings("sessions", "cookies named " + session.cookieName() + " can be read", problems);
    }

    private static List<Seams.Finding> findings(String subject, String good, List<String> problems) {
        return problems.isEmpty()
                ? List.of(new Seams.Finding(subject, true, good))
                : problems.stream()
                        .map(problem -> new Seams.Finding(subject, false, problem))
                        .toList();
    }

    private static Seams.BusConnection redis(GatewayConfig config) {
        return new Seams.BusConnection() {
            @Override
            public long publish(byte[] payload) throws Exception {
                return RedisEventBus.publishOnce(config.redis(), payload);
            }

            @Override
            public void close() {}
        };
    }
}
