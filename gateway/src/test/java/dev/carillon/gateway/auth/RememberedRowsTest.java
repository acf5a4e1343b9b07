package dev.carillon.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.protocol.django.PrimaryKey.IntegerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens judged by rows that may be older than they are. */
final class RememberedRowsTest {
    private static final Instant MADE = Instant.parse("2026-11-22T08:00:00Z");
    private static final Instant LATER = MADE.plusSeconds(5);
    private static final IntegerKey KEY = new IntegerKey(1);
    private static final DjangoConfig DJANGO =
            new DjangoConfig(Secret.of("the site's secret"), List.of(), null, true, ZoneOffset.UTC);

    private final OneUser users =
            new OneUser(KEY, new UserRecord(KEY, "alice", "pbkdf2_sha256$1$salt$hash", "", null, true, false));

    private static SesameConfig sesame(boolean oneTime) {
        return new SesameConfig(
                List.of("v2"),
                Duration.ofSeconds(30),
                oneTime,
                true,
                false,
                "pk",
                null,
                "long",
                null,
                10,
                "sesame",
                10,
                "md5",
                "");
    }

    private String token(SesameConfig sesame) {
        return new SesameTokenMaker(sesame, DJANGO).make(KEY, users.row(), MADE);
    }

    private static AuthResult resultOf(SesameAuthenticator authenticator, String token, Instant arrivedAt) {
        return authenticator
                .authenticate(new Credential.SesameToken(token, arrivedAt))
                .toCompletableFuture()
                .join();
    }

    private static Identity.DjangoUser identity(AuthResult result) {
        return (Identity.DjangoUser) ((AuthResult.Accepted) result).identity();
    }

    private SesameAuthenticator remembering(SesameConfig sesame) {
        return new SesameAuthenticator(sesame, DJANGO, new RememberedUser(users), Runnable::run, () -> LATER);
    }

    @Test
    void nobody_is_turned_away_by_what_is_only_remembered() {
        SesameConfig sesame = sesame(false);
        SesameAuthenticator remembers = remembering(sesame);
        String before = token(sesame);
        UserRecord then = users.row();
        users.become(new UserRecord(then.id(), then.username(), "other", then.email(), null, true, false));
        String after = token(sesame);
        assertThat(identity(resultOf(remembers, after, LATER)).user().password())
                .isEqualTo("other");
        assertThat(users.lookUps()).isEqualTo(1);
        assertThat(resultOf(remembers, before, LATER))
                .as("until it is read behind them")
                .isInstanceOf(AuthResult.Accepted.class);
        assertThat(resultOf(remembers, after.substring(1) + "A", LATER)).isInstanceOf(AuthResult.Rejected.class);
    }

    @Test
    void who_is_let_in_by_what_is_remembered_is_known_since_then() {
        SesameConfig sesame = sesame(false);
        SesameAuthenticator remembers = remembering(sesame);
        assertThat(resultOf(remembers, token(sesame), LATER))
                .isInstanceOfSatisfying(
                        AuthResult.Accepted.class,
                        accepted -> assertThat(accepted.asOf()).isEqualTo(RememberedUser.AS_OF));
        UserRecord then = users.row();
        users.become(new UserRecord(then.id(), then.username(), "other", then.email(), null, true, false));
        assertThat(resultOf(remembers, token(sesame), LATER))
                .isInstanceOfSatisfying(
                        AuthResult.Accepted.class,
                        accepted -> assertThat(accepted.asOf()).isEqualTo(UserLookups.JUST_READ));
    }

    @Test
    void a_one_time_token_works_once_whatever_is_remembered() {
        SesameConfig sesame = sesame(true);
        SesameAuthenticator remembers = remembering(sesame);
        String token = token(sesame);
        assertThat(resultOf(remembers, token, LATER)).isInstanceOf(AuthResult.Accepted.class);
        assertThat(resultOf(remembers, token, LATER)).isEqualTo(new AuthResult.Rejected(Reason.BAD_SIGNATURE));
        assertThat(resultOf(remembers, token(sesame), LATER)).as("made after").isInstanceOf(AuthResult.Accepted.class);
    }
}
