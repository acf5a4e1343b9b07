package dev.carillon.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.settings.Secret;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.django.PrimaryKey.IntegerKey;
import dev.carillon.protocol.django.PrimaryKey.TextKey;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SesameAuthenticatorTest {
    private static final Instant MADE = Instant.parse("2026-11-22T08:00:00Z");
    private static final Instant LATER = MADE.plusSeconds(5);
    private static final IntegerKey KEY = new IntegerKey(1);
    private static final String SECRET = "the site's secret";
    private static final DjangoConfig DJANGO = django(SECRET);

    private final OneUser users = new OneUser(KEY, alice(null, true));

    private static DjangoConfig django(String secret, String... fallbacks) {
        return new DjangoConfig(
                Secret.of(secret), List.of(fallbacks).stream().map(Secret::of).toList(), null, true, ZoneOffset.UTC);
    }

    private static UserRecord alice(@Nullable LocalDateTime lastLogin, boolean active) {
        return new UserRecord(KEY, "alice", "pbkdf2_sha256$1$salt$hash", "a@example.org", lastLogin, active, false);
    }

    private static SesameConfig sesame(String format, boolean oneTime, String keyFormat) {
        return new SesameConfig(
                List.of(format),
                Duration.ofSeconds(30),
                oneTime,
                true,
                false,
                "pk",
                null,
                keyFormat,
                null,
                10,
                "sesame",
                10,
                "md5",
                "");
    }

    private static SesameConfig sesame(String format) {
        return sesame(format, false, "long");
    }

    private SesameAuthenticator authenticator(SesameConfig sesame, DjangoConfig django) {
        return new SesameAuthenticator(sesame, django, users, Runnable::run, () -> LATER);
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

    private AuthResult resultOf(SesameConfig sesame, String token) {
        return resultOf(authenticator(sesame, DJANGO), token, LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "sesame.tokens_v1", "sesame.tokens_v2"})
    void a_good_token_is_its_users(String format) {
        assertThat(identity(resultOf(sesame(format), token(sesame(format)))).user())
                .isEqualTo(users.row());
        assertThat(users.row().lastLogin()).isNull();
    }

    private static Identity.DjangoUser identity(AuthResult result) {
        return (Identity.DjangoUser) ((AuthResult.Accepted) result).identity();
    }

    @Test
    void what_revokes_tokens_breaks_the_bond() {
        UserRecord then = users.row();
        UserRecord otherPassword =
                new UserRecord(then.id(), then.username(), "other", then.email(), then.lastLogin(), true, false);
        UserRecord otherEmail =
                new UserRecord(then.id(), then.username(), then.password(), "other", then.lastLogin(), true, true);
        Identity.Bond bond =
                identity(resultOf(sesame("v2"), token(sesame("v2")))).bond();

        assertThat(bond.holds(then)).isTrue();
        assertThat(bond.holds(otherPassword)).isFalse();
        assertThat(bond.holds(otherEmail)).as("off by default").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "not a token", "ééééé", "AAAAAAAAAAAAAAAAAAAAA"})
    void a_malformed_token_is_rejected_without_a_look_up(String text) {
        assertThat(resultOf(sesame("v2"), text)).isEqualTo(new AuthResult.Rejected(Reason.MALFORMED));
        assertThat(users.lookUps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void the_age_is_judged_by_the_arrival(String format) {
        String token = token(sesame(format));
        SesameAuthenticator authenticator = authenticator(sesame(format), DJANGO);

        assertThat(resultOf(authenticator, token, MADE.plusMillis(29_999))).isInstanceOf(AuthResult.Accepted.class);
        assertThat(resultOf(authenticator, token, MADE.plusMillis(30_001))).isEqualTo(rejected(Reason.EXPIRED));
        assertThat(resultOf(authenticator, token, MADE.minusSeconds(600))).isInstanceOf(AuthResult.Accepted.class);
    }

    @Test
    void only_v2_rejects_at_the_limit_itself() {
        Instant limit = MADE.plusSeconds(30);

        assertThat(resultOf(authenticator(sesame("v1"), DJANGO), token(sesame("v1")), limit))
                .isInstanceOf(AuthResult.Accepted.class);
        assertThat(resultOf(authenticator(sesame("v2"), DJANGO), token(sesame("v2")), limit))
                .isEqualTo(rejected(Reason.EXPIRED));
    }

    private static AuthResult rejected(Reason reason) {
        return new AuthResult.Rejected(reason);
    }

    @Test
    void a_token_of_nobody_is_rejected() {
        String token = new SesameTokenMaker(sesame("v2"), DJANGO).make(new IntegerKey(2), users.row(), MADE);

        assertThat(resultOf(sesame("v2"), token)).isEqualTo(rejected(Reason.UNKNOWN_USER));
    }

    @Test
    void an_inactive_user_is_rejected() {
        String token = token(sesame("v2"));
        users.become(alice(null, false));

        assertThat(resultOf(sesame("v2"), token)).isEqualTo(rejected(Reason.INACTIVE_USER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void a_token_under_another_secret_is_rejected_unless_it_is_a_fallback(String format) {
        String token = token(sesame(format));

        assertThat(resultOf(authenticator(sesame(format), django("new")), token, LATER))
                .isEqualTo(rejected(Reason.BAD_SIGNATURE));
        assertThat(resultOf(authenticator(sesame(format), django("new", "other", SECRET)), token, LATER))
                .isInstanceOf(AuthResult.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void a_new_password_revokes(String format) {
        String token = token(sesame(format));
        users.become(new UserRecord(KEY, "alice", "pbkdf2_sha256$1$salt$other", "", null, true, false));

        assertThat(resultOf(sesame(format), token)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void a_one_time_token_works_once_and_writes_the_login(String format) {
        SesameConfig once = sesame(format, true, "long");
        String token = token(once);

        assertThat(resultOf(once, token)).isInstanceOf(AuthResult.Accepted.class);
        assertThat(users.row().lastLogin()).isEqualTo(LocalDateTime.parse("2026-11-22T08:00:05"));
        assertThat(resultOf(once, token)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }

    @Test
    void of_two_uses_of_a_one_time_token_at_once_one_is_accepted() {
        SesameConfig once = sesame("v1", true, "long");
        String token = token(once);
        List<Runnable> pending = new ArrayList<>();
        SesameAuthenticator authenticator = new SesameAuthenticator(once, DJANGO, users, pending::add, () -> LATER);

        List<CompletableFuture<AuthResult>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(authenticator
                    .authenticate(new Credential.SesameToken(token, LATER))
                    .toCompletableFuture());
        }
        assertThat(both).noneMatch(CompletableFuture::isDone);
        pending.forEach(Runnable::run);

        assertThat(both.getFirst().join()).isInstanceOf(AuthResult.Accepted.class);
        assertThat(both.getLast().join()).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }

    @Test
    void a_login_in_the_same_microsecond_as_the_last_still_revokes() {
        SesameConfig once = sesame("v2", true, "long");
        users.become(alice(LocalDateTime.ofInstant(LATER, ZoneOffset.UTC), true));
        String token = token(once);

        assertThat(resultOf(once, token)).isInstanceOf(AuthResult.Accepted.class);
        assertThat(resultOf(once, token)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }

    @Test
    void without_use_tz_a_login_is_written_in_local_time() {
        DjangoConfig local = new DjangoConfig(Secret.of(SECRET), List.of(), null, false, ZoneId.of("Asia/Kolkata"));
        SesameConfig once = sesame("v2", true, "long");
        String token = new SesameTokenMaker(once, local).make(KEY, users.row(), MADE);

        assertThat(resultOf(authenticator(once, local), token, LATER)).isInstanceOf(AuthResult.Accepted.class);
        assertThat(users.row().lastLogin()).isEqualTo(LocalDateTime.parse("2026-11-22T13:30:05"));
    }

    @Test
    void a_directory_that_fails_makes_it_unavailable() {
        users.failWith(new DirectoryException("the database does not answer"));

        assertThat(resultOf(sesame("v2"), token(sesame("v2"))))
                .isEqualTo(new AuthResult.Unavailable("the database does not answer"));
    }

    @Test
    void an_unforeseen_failure_makes_it_unavailable_without_its_message() {
        users.failWith(new IllegalStateException("AAAA: who knows what"));

        assertThat(resultOf(sesame("v2"), token(sesame("v2"))))
                .isInstanceOfSatisfying(
                        AuthResult.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .startsWith("unexpected java.lang.IllegalStateException at ")
                                .doesNotContain("AAAA"));
    }

    @Test
    void too_many_v1_tokens_at_once_make_it_unavailable() {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        SesameAuthenticator authenticator = new SesameAuthenticator(sesame("v1"), DJANGO, users, full, () -> LATER);

        assertThat(resultOf(authenticator, token(sesame("v1")), LATER))
                .isEqualTo(new AuthResult.Unavailable("too many tokens are waiting to be verified"));
    }

    @Test
    void a_key_that_no_database_holds_is_nobodys_without_a_look_up() {
        SesameConfig text = sesame("v2", false, "str");
        String token = new SesameTokenMaker(text, DJANGO).make(new TextKey("a\0b"), users.row(), MADE);

        assertThat(resultOf(text, token)).isEqualTo(rejected(Reason.UNKNOWN_USER));
        assertThat(users.lookUps()).isZero();
    }

    @Test
    void the_maker_reads_keys_in_the_configured_format() {
        PrimaryKey key = new SesameTokenMaker(sesame("v2", false, "hex4"), DJANGO).key("ABCD");

        assertThat(key).isEqualTo(new TextKey("abcd"));
    }

    @Test
    void without_a_secret_key_it_says_what_to_do() {
        DjangoConfig none = new DjangoConfig(null, List.of(), null, true, ZoneOffset.UTC);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(sesame("v2"), none))
                .withMessageContaining("django.secret_key");
    }

    @Test
    void settings_that_name_nothing_known_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> sesame("v3")).withMessageContaining("v1, v2");
        assertThatIllegalArgumentException().isThrownBy(() -> sesame("v2", false, "int128"));
    }
}
