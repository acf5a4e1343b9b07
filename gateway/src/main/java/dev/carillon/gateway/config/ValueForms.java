package dev.carillon.gateway.config;

import dev.carillon.gateway.directory.jdbc.DirectoryProbe;
import dev.carillon.gateway.redis.RedisUrl;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.gateway.transport.ListenAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The forms of addresses and URLs, which only the part that uses them knows, and which the record that holds them may not
 * ask: its package is below that part's.
 */
final class ValueForms {
    private static final Map<String, Consumer<String>> FORMS = Map.of(
            "listen", ListenAddress::check,
            "admin.listen", ListenAddress::checkTcp,
            "redis.url", RedisUrl::check,
            "session.cache_url", RedisUrl::parse,
            "django.database", DirectoryProbe::checkUrl);

    private ValueForms() {}

    /** @throws IllegalArgumentException saying what is wrong with the value of this key, without any secret */
    static void check(String key, @Nullable Object value) {
        Consumer<String> form = FORMS.get(key);
        if (form == null) {
            return;
        }
        switch (value) {
            case Secret secret -> form.accept(secret.revealText());
            case List<?> items -> items.forEach(item -> form.accept(String.valueOf(item)));
            case String text -> form.accept(text);
            case null, default -> {}
        }
    }
}
