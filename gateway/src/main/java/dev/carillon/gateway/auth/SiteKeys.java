package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.util.List;
import java.util.stream.Stream;

/** The keys that the site signs with. */
public final class SiteKeys {
    private SiteKeys() {}

    /**
     * SECRET_KEY, then SECRET_KEY_FALLBACKS.
     *
     * @throws IllegalArgumentException if there is no secret key
     */
    public static List<DjangoSecretKey> of(DjangoConfig django) {
        Secret secretKey = django.secretKey();
        if (secretKey == null || secretKey.isEmpty()) {
            throw new IllegalArgumentException("tokens and sessions need Django's SECRET_KEY: set django.secret_key");
        }
        return Stream.concat(Stream.of(secretKey), django.secretKeyFallbacks().stream())
                .map(key -> DjangoSecretKey.ofText(key.revealText()))
                .toList();
    }
}
