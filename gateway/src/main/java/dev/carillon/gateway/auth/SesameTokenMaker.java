package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.protocol.django.Packer;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.django.SesameTokens;
import java.time.Instant;

/** Makes django-sesame tokens as the site would, for trying out. Immutable; any thread. */
public final class SesameTokenMaker {
    private final SesameTokens tokens;
    private final Packer packer;

    /** @throws IllegalArgumentException if there is no secret key */
    public SesameTokenMaker(SesameConfig sesame, DjangoConfig django) {
        tokens = new SesameTokens(sesame.with(django));
        packer = Packer.of(sesame.keyFormat());
    }

    /**
     * The key that an operator writes so: {@code 42}, a UUID, text, {@code base64:...} for bytes.
     *
     * @throws IllegalArgumentException if the configured key format has no such key
     */
    public PrimaryKey key(String text) {
        return packer.parse(text);
    }

    /**
     * A token of the first configured format. For a v1 token this takes some milliseconds.
     *
     * @param key the user's value of SESAME_PRIMARY_KEY_FIELD, which need not be the primary key
     * @throws IllegalArgumentException if the settings or the key allow none
     */
    public String make(PrimaryKey key, UserRecord user, Instant now) {
        return tokens.make(key, SesameAuthenticator.stateOf(user), now);
    }
}
