package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.directory.BatchedLookups;
import dev.carillon.gateway.directory.jdbc.JdbcUserDirectory;
import dev.carillon.gateway.e2e.site.SessionSite;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.session.SessionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A real Django, and what the gateway makes of its cookies with the settings that {@code carillon_config} prints there. Not
 * AutoCloseable: JUnit would close it after the first test that has it as an argument.
 */
final class SessionBed {
    private static final String KEY = "the site's \"key\" é 🔔";

    private final String name;
    private int users;
    final SessionSite site;
    final GatewayConfig config;
    final Metrics metrics = new Metrics();
    private final JdbcUserDirectory directory;
    private final BlockingWork work;
    private final BatchedLookups lookups;
    final DjangoSessions sessions;

    /** @param name of the setup, for people */
    SessionBed(String name, String databaseUrl, Map<String, ?> settings) {
        this.name = name;
        Map<String, Object> all = new HashMap<>(settings);
        all.put("SECRET_KEY", KEY);
        site = new SessionSite(databaseUrl, all);
        config = config(site.config(), Map.of());
        directory = new JdbcUserDirectory(config.django(), config.tables(), config.directory(), false);
        work = new BlockingWork("queries", config.directory().poolSize(), 1000, Duration.ofSeconds(2));
        lookups = new BatchedLookups(directory, config.directory(), work, metrics, new Readiness());
        sessions = sessions(config, InstantSource.system());
    }

    private static GatewayConfig config(String yaml, Map<String, String> variables) {
        try {
            Path file = Files.createTempFile(Surroundings.target(), "carillon", ".yaml");
            Files.writeString(file, yaml);
            return ConfigReader.read(file, variables).config();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigException e) {
            throw new AssertionError(yaml, e);
        }
    }

    /** With other settings, by the names of their variables. */
    DjangoSessions with(Map<String, String> variables) {
        return sessions(config(site.config(), variables), InstantSource.system());
    }

    DjangoSessions at(InstantSource clock) {
        return sessions(config, clock);
    }

    private DjangoSessions sessions(GatewayConfig config, InstantSource clock) {
        return new DjangoSessions(config.session(), config.django(), lookups, lookups::session, metrics, clock);
    }

    AuthResult judge(String cookie) {
        return judge(sessions, cookie, Instant.now());
    }

    static AuthResult judge(DjangoSessions sessions, String cookie, Instant arrivedAt) {
        try {
            return Objects.requireNonNull(sessions.authenticator())
                    .authenticate(new Credential.SessionCookie(cookie, arrivedAt))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static Identity.DjangoUser user(AuthResult result) {
        if (result instanceof AuthResult.Accepted(Identity.DjangoUser user, long _)) {
            return user;
        }
        throw new AssertionError(result);
    }

    /** The sessions in their store that these cookies name. */
    Map<SessionKey, StoredSession> load(Set<SessionKey> keys) throws Exception {
        return Objects.requireNonNull(sessions.store())
                .load(keys)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    String newUser() {
        String user = "user" + ++users;
        site.user(user);
        return user;
    }

    /** What sessions may hold beside the login, by its names in {@code session_site.py}. */
    List<String[]> holdings() {
        List<String[]> holdings = new ArrayList<>(List.of(
                new String[] {},
                new String[] {"cart"},
                // MessagePack has no integers beyond 64 bits.
                new String[] {"text", "deep", name.contains("msgpack") ? "cart" : "numbers"}));
        if (pickles()) {
            // The second protocol has no bytes: it names a function that makes them.
            holdings.add(new String[] {"tuple", "cart", name.contains("protocol 2") ? "text" : "bytes"});
        }
        return holdings;
    }

    SessionConfig.Engine engine() {
        return config.session().engine();
    }

    /** Whether what a session holds is pickled. */
    boolean pickles() {
        return engine() == SessionConfig.Engine.CACHE && !name.contains("json") && !name.contains("msgpack");
    }

    @Override
    public String toString() {
        return name;
    }

    void close() {
        sessions.close();
        lookups.close();
        work.close();
        directory.close();
        metrics.close();
        site.close();
    }
}
