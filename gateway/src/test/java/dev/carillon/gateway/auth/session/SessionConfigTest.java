package dev.carillon.gateway.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.gateway.settings.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SessionConfigTest {
    private static final String BACKEND = "django.contrib.auth.backends.ModelBackend";

    @Test
    void the_cache_is_asked_for_the_keys_that_the_site_makes() {
        String usual = "{prefix}:{version}:{key}";
        assertThat(config(SessionConfig.Engine.CACHE, "redis://r/1", usual).keyInCache("abc"))
                .isEqualTo("site:3:django.contrib.sessions.cacheabc");
        assertThat(config(SessionConfig.Engine.CACHED_DB, "redis://r/1", "v{version}/{key}/x")
                        .keyInCache("abc"))
                .isEqualTo("v3/django.contrib.sessions.cached_dbabc/x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(SessionConfig.Engine.CACHE, "redis://r/1", "fixed"))
                .withMessageContaining("cache_key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(SessionConfig.Engine.CACHE, null, usual))
                .withMessageContaining("cache_url");
        assertThat(config(SessionConfig.Engine.CACHED_DB, null, usual).usesCache())
                .isFalse();
    }

    @Test
    void the_last_cookie_of_the_name_counts_in_whichever_header() {
        SessionConfig db = config(SessionConfig.Engine.DB, null, "{key}");
        assertThat(db.cookie(List.of("a=1; sessionid=first", "sessionid=last; b=2")))
                .contains("last");
        assertThat(db.cookie(List.of("a=1; SessionId=no"))).isEmpty();
        assertThat(db.cookie(List.of())).isEmpty();
        assertThat(config(SessionConfig.Engine.OFF, null, "{key}").cookie(List.of("sessionid=first")))
                .isEmpty();
    }

    static SessionConfig config(SessionConfig.Engine engine, @Nullable String url, String cacheKey) {
        return new SessionConfig(
                engine,
                "sessionid",
                Duration.ofDays(14),
                List.of(BACKEND),
                "salt",
                url == null ? null : Secret.of(url),
                "site",
                "3",
                cacheKey,
                Duration.ofSeconds(2));
    }
}
