package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.auth.Authenticator;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.SiteKeys;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserDirectory.SessionRow;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.redis.RedisReader;
import dev.carillon.gateway.redis.RedisUrl;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.stages.Failures;
import dev.carillon.protocol.session.SessionAuthHash;
import dev.carillon.protocol.session.SessionKey;
import dev.carillon.protocol.session.SignedSessions;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The site's sessions, as it is configured to keep them: who is logged in by a cookie, and whether they still are. */
public final class DjangoSessions implements AutoCloseable {
    /** Sessions that may be waited for; a sweep asks for many at once. */
    private static final int MAX_UNDER_WAY = 100_000;

    private final @Nullable Authenticator<Credential.SessionCookie> authenticator;
    private final @Nullable SessionStore store;

    /**
     * Connects to nothing yet.
     *
     * @param rows of the sessions' table, also those that have expired
     * @throws IllegalArgumentException if there is no secret key, or the cache's URL cannot be understood
     */
    public DjangoSessions(
            SessionConfig config,
            DjangoConfig django,
            UserLookups users,
            Function<SessionKey, CompletionStage<Optional<SessionRow>>> rows,
            Metrics metrics,
            InstantSource clock) {
        if (!config.isOn()) {
            authenticator = null;
            store = null;
            return;
        }
        List<DjangoSecretKey> keys = SiteKeys.of(django);
        store = store(config, keys, rows, metrics, clock);
        authenticator = new SessionAuthenticator(
                store == null ? cookies(config, django, keys, metrics) : new StoredSessions(store),
                Set.copyOf(config.backends()),
                new SessionAuthHash(keys),
                users);
    }

    private static @Nullable SessionStore store(
            SessionConfig config,
            List<DjangoSecretKey> keys,
            Function<SessionKey, CompletionStage<Optional<SessionRow>>> rows,
            Metrics metrics,
            InstantSource clock) {
        SessionStore cache = config.usesCache() ? new CacheStore(config, reader(config), metrics, clock) : null;
        if (!config.usesTable()) {
            return cache;
        }
        SignedSessions signed = new SignedSessions(config.salt(), keys);
        SessionStore table = new TableStore(rows, signed, new ReadCounts(metrics, "table"), clock);
        return cache == null ? table : new CachedTableStore(cache, table);
    }

    private static RedisReader reader(SessionConfig config) {
        Secret url = Objects.requireNonNull(config.cacheUrl(), "the configuration has been checked");
        return new RedisReader(
                "sessions",
                RedisUrl.parse(url.revealText()),
                config.keyInCache("*"),
                config.cacheTimeout(),
                MAX_UNDER_WAY);
    }

    private static CookieSessions cookies(
            SessionConfig config, DjangoConfig django, List<DjangoSecretKey> keys, Metrics metrics) {
        ZoneId zone = django.useTz() ? ZoneOffset.UTC : django.timeZone();
        return new CookieSessions(
                new SignedSessions(SignedSessions.COOKIE_SALT, keys),
                config.cookieAge(),
                zone,
                new ReadCounts(metrics, "cookie"));
    }

    /**
     * Tries the sessions' cache, if there is one, for {@code carillon check}. Blocks, for some seconds at most.
     *
     * @return what is wrong with it and what to do; null when all is well
     */
    public static @Nullable String checkCache(SessionConfig config) {
        if (!config.usesCache()) {
            return null;
        }
        try (RedisReader reader = reader(config)) {
            reader.read(Set.of(config.keyInCache("carillon-check")), 1)
                    .toCompletableFuture()
                    .join();
            return null;
        } catch (CompletionException e) {
            return String.valueOf(Failures.cause(e).getMessage());
        }
    }

    /** Null where session cookies are not accepted. */
    public @Nullable Authenticator<Credential.SessionCookie> authenticator() {
        return authenticator;
    }

    /** Null where cookies are not accepted, or are the sessions themselves: there is none to ask then. */
    public @Nullable SessionStore store() {
        return store;
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
