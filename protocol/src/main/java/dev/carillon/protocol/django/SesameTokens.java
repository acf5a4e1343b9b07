package dev.carillon.protocol.django;

import dev.carillon.protocol.django.SesameToken.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * django-sesame's tokens under one site's settings. Checking takes two steps, with the look-up of the user between them:
 * {@link #parse} and {@link #verify}. Keys are derived once, when this is made. Immutable; any thread.
 *
 * <p>Source of the formats: django-sesame 3.2.3, {@code tokens_v1.py} and {@code tokens_v2.py}.
 */
public final class SesameTokens {
    private final TokensV1 v1;
    private final TokensV2 v2;
    private final List<TokenFormat> formats;
    private final int longest;

    public SesameTokens(SesameSettings settings) {
        v1 = new TokensV1(settings);
        v2 = new TokensV2(settings);
        formats = settings.formats().stream()
                .<TokenFormat>map(format -> switch (format) {
                    case V1 -> v1;
                    case V2 -> v2;
                })
                .toList();
        longest = formats.stream().mapToInt(TokenFormat::longest).max().orElse(0);
    }

    /** One version's layout and signature. */
    sealed interface TokenFormat permits TokensV1, TokensV2 {
        /** The most characters that a token can have. */
        int longest();

        /** Whether the whole text looks like one of this version. */
        boolean matches(String text);

        SesameToken parse(String text, Instant at, @Nullable Duration maxAge);

        String make(PrimaryKey key, UserState user, Instant at);
    }

    /** Reads a token that arrived at this time. Never throws, whatever the text. */
    public SesameToken parse(String text, Instant at) {
        return parse(text, at, null);
    }

    /**
     * The same with the {@code max_age} argument of sesame's {@code get_user}: it takes the place of SESAME_MAX_AGE if
     * there is one, and is ignored by v2 and refused by v1 otherwise.
     */
    public SesameToken parse(String text, Instant at, @Nullable Duration maxAge) {
        if (text.length() > longest) {
            return Refusal.MALFORMED;
        }
        for (TokenFormat format : formats) {
            if (format.matches(text)) {
                return format.parse(text, at, maxAge);
            }
        }
        return Refusal.MALFORMED;
    }

    /**
     * Whether the token is genuine, given the state of the user whose key it holds. For a v1 token this takes
     * SESAME_ITERATIONS rounds of PBKDF2, some milliseconds: not on an event loop.
     */
    public boolean verify(SesameToken.Unverified token, UserState user) {
        return switch (token) {
            case SesameToken.V1 of1 -> v1.verify(of1, user);
            case SesameToken.V2 of2 -> v2.verify(of2, user);
        };
    }

    /**
     * Makes a token of the first format for the user with this key, as if at this time.
     *
     * @throws IllegalArgumentException if the settings or the key allow none
     */
    public String make(PrimaryKey key, UserState user, Instant at) {
        return formats.getFirst().make(key, user, at);
    }
}
