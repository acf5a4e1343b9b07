package dev.carillon.gateway;

import dev.carillon.gateway.auth.SesameTokenMaker;
import dev.carillon.gateway.auth.session.DjangoSessions;
import dev.carillon.gateway.auth.session.SessionConfig;
import dev.carillon.gateway.bus.redis.RedisEventBus;
import dev.carillon.gateway.bus.redis.RedisProbe;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.directory.jdbc.DirectoryProbe;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.gateway.redis.RedisUrl;
import dev.carillon.gateway.transport.NativeTransport;
import dev.carillon.protocol.django.PrimaryKey;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The real parts behind the commands. */
final class Wiring {
    private Wiring() {}

    static Seams seams() {
        return new Seams(Wiring::serve, Wiring::demo, Wiring::probe, Wiring::token, Wiring::redis);
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
    private static <T> T forOperator(Callable<T> start) throws Exception {
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
        DirectoryProbe directory = new DirectoryProbe(config.django(), config.tables(), config.directory());
        List<String> problems =
                directory.check(config.sesame().keyType(), config.sesame().oneTime());
        findings.addAll(findings("database", directory.address() + " has what is needed", problems));
        findings.addAll(sessions(config, directory));
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

    private static List<Seams.Finding> sessions(GatewayConfig config, DirectoryProbe directory) {
        SessionConfig session = config.session();
        if (!session.isOn()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>(session.usesTable() ? directory.checkSessions() : List.of());
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

    private static String token(GatewayConfig config, Seams.User who) throws Exception {
        return forOperator(() -> make(config, who));
    }

    private static String make(GatewayConfig config, Seams.User who) throws DirectoryException, Seams.Failure {
        SesameTokenMaker maker = new SesameTokenMaker(config.sesame(), config.django());
        try (JdbcUserDirectory directory =
                new JdbcUserDirectory(config.django(), config.tables(), config.directory(), false)) {
            if (who.username() != null && config.tables().userSesameKey() != null) {
                throw new Seams.Failure(
                        "tokens hold tables.user_sesame_key here, not the primary key: name the user by it, with --user");
            }
            UserRecord user = find(directory, maker, who);
            if (user == null) {
                throw new Seams.Failure("there is no " + who + " in the database");
            }
            if (!user.active()) {
                throw new Seams.Failure(who + " is not active, and no token would be accepted");
            }
            PrimaryKey key = who.key() == null ? user.id() : key(maker, who.key());
            return maker.make(key, user, Instant.now());
        }
    }

    private static @Nullable UserRecord find(JdbcUserDirectory directory, SesameTokenMaker maker, Seams.User who)
            throws DirectoryException, Seams.Failure {
        if (who.username() != null) {
            return directory
                    .usersBy(UserRecord.Field.USERNAME, Set.of(who.username()))
                    .get(who.username());
        }
        PrimaryKey key = key(maker, String.valueOf(who.key()));
        return directory.users(Set.of(key)).get(key);
    }

    private static PrimaryKey key(SesameTokenMaker maker, String text) throws Seams.Failure {
        try {
            return maker.key(text);
        } catch (IllegalArgumentException e) {
            throw new Seams.Failure("'" + text + "' is no key as sesame.key_format has them: " + e.getMessage(), e);
        }
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
