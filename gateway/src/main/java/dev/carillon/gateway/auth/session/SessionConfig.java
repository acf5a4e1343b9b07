package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.settings.Setting;
import dev.carillon.protocol.session.Cookies;
import dev.carillon.protocol.session.SignedSessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The site's SESSION_* settings; each must equal Django's, or its cookies are not recognized. */
public record SessionConfig(
        @Setting(
                value =
                        "SESSION_ENGINE: db, cached_db, cache or signed_cookies, as the last word of its dotted path; off"
                                + " for not accepting session cookies.",
                fallback = "off")
        Engine engine,

        @Setting(value = "SESSION_COOKIE_NAME.", fallback = "sessionid")
        String cookieName,

        @Setting(value = "SESSION_COOKIE_AGE: how long signed_cookies are good.", fallback = "14d")
        Duration cookieAge,

        @Setting(
                value =
                        "AUTHENTICATION_BACKENDS: dotted paths of the backends by which a session's user may have logged in.",
                fallback = "django.contrib.auth.backends.ModelBackend,sesame.backends.ModelBackend")
        List<String> backends,

        @Setting(
                value = "What the data of db and cached_db is signed for: django.contrib.sessions. and the name of the"
                        + " session store's class.",
                fallback = SignedSessions.TABLE_SALT)
        String salt,

        @Setting(
                "The Redis of CACHES[SESSION_CACHE_ALIAS], with its database, in a form of redis.url. Required for cache;"
                        + " without it cached_db is read from its table.")
        @Nullable
        Secret cacheUrl,

        @Setting(value = "KEY_PREFIX of that cache.", fallback = "")
        String cacheKeyPrefix,

        @Setting(value = "VERSION of that cache.", fallback = "1")
        String cacheVersion,

        @Setting(
                value =
                        "What KEY_FUNCTION of that cache makes of a key, where {prefix}, {version} and {key} stand for its"
                                + " arguments.",
                fallback = "{prefix}:{version}:{key}")
        String cacheKey,

        @Setting(value = "How long to wait for that cache.", fallback = "2s")
        Duration cacheTimeout) {

    private static final String KEY = "{key}";

    /** Where sessions are kept. */
    public enum Engine {
        OFF,
        DB,
        CACHED_DB,
        CACHE,
        SIGNED_COOKIES
    }

    public SessionConfig {
        backends = List.copyOf(backends);
        if (cookieName.isEmpty()) {
            throw new IllegalArgumentException("cookie_name must not be empty");
        }
        if (cookieAge.isNegative() || cookieAge.isZero()) {
            throw new IllegalArgumentException("cookie_age must be positive");
        }
        if (cacheTimeout.isNegative() || cacheTimeout.isZero()) {
            throw new IllegalArgumentException("cache_timeout must be positive");
        }
        if (!cacheKey.contains(KEY)) {
            throw new IllegalArgumentException("cache_key must contain " + KEY);
        }
        if (engine == Engine.CACHE && (cacheUrl == null || cacheUrl.isEmpty())) {
            throw new IllegalArgumentException(
                    "engine is cache, which needs cache_url: the Redis that sessions are in");
        }
    }

    /** Whether session cookies are accepted. */
    public boolean isOn() {
        return engine != Engine.OFF;
    }

    /** The session cookie's value out of the Cookie headers of a request; empty where sessions are not accepted. */
    public Optional<String> cookie(List<String> headers) {
        return isOn() ? Optional.ofNullable(Cookies.value(String.join(";", headers), cookieName)) : Optional.empty();
    }

    /** Whether sessions are read from their table. */
    public boolean usesTable() {
        return engine == Engine.DB || engine == Engine.CACHED_DB;
    }

    /** Whether sessions are read from a cache. */
    public boolean usesCache() {
        return engine == Engine.CACHE || (engine == Engine.CACHED_DB && cacheUrl != null && !cacheUrl.isEmpty());
    }

    /** The key in the cache of the session with this key; {@code *} gives the pattern of all. */
    String keyInCache(String session) {
        String key = "django.contrib.sessions." + (engine == Engine.CACHE ? "cache" : "cached_db") + session;
        return cacheKey.replace("{prefix}", cacheKeyPrefix)
                .replace("{version}", cacheVersion)
                .replace(KEY, key);
    }
}
