package dev.carillon.gateway.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.auth.OneUser;
import dev.carillon.gateway.auth.RememberedUser;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.django.PrimaryKey.IntegerKey;
import dev.carillon.protocol.session.DecodedSession;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.session.SessionAuthHash;
import dev.carillon.protocol.session.SessionData;
import dev.carillon.protocol.session.SessionKey;
import dev.carillon.protocol.signing.DjangoSecretKey;
import dev.carillon.protocol.signing.SaltedHmac;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of {@code get_user}, without a store or a database. */
final class SessionAuthenticatorTest {
    private static final DjangoSecretKey SECRET = DjangoSecretKey.ofText("secret");
    private static final String BACKEND = "django.contrib.auth.backends.ModelBackend";
    private static final String PASSWORD = "md5$salt$hash";
    private static final String HASH = HexFormat.of()
            .formatHex(new SaltedHmac(
                            SaltedHmac.Algorithm.SHA256,
                            "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
                            SECRET)
                    .of(PASSWORD));
    private static final String COOKIE = "0123456789abcdef";
    private static final SessionKey KEY = new SessionKey(COOKIE);
    private static final Instant ENDS = Instant.parse("2026-12-06T00:00:00Z");

    private final Map<SessionKey, StoredSession> stored = new HashMap<>();
    private final OneUser users = new OneUser(new IntegerKey(7), user(true, PASSWORD));
    private @Nullable Exception failure;
    private int asked;

    private static UserRecord user(boolean active, String password) {
        return new UserRecord(new IntegerKey(7), "grace", password, "", null, active, false);
    }

    private CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
        asked++;
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        Map<SessionKey, StoredSession> found = new HashMap<>(stored);
        found.keySet().retainAll(keys);
        return CompletableFuture.completedFuture(found);
    }

    private AuthResult judge(String cookie) {
        return judge(cookie, users);
    }

    private AuthResult judge(String cookie, UserLookups from) {
        SessionAuthenticator authenticator = new SessionAuthenticator(
                new StoredSessions(this::load), Set.of(BACKEND), new SessionAuthHash(List.of(SECRET)), from);
        return authenticator
                .authenticate(new Credential.SessionCookie(cookie, Instant.EPOCH))
                .toCompletableFuture()
                .join();
    }

    private AuthResult judge(DecodedSession session) {
        stored.put(KEY, new StoredSession(session, ENDS));
        return judge(COOKIE);
    }

    private static Decoded session(@Nullable String id, @Nullable String backend, @Nullable String hash) {
        return new Decoded(new SessionData(id, backend, hash, null));
    }

    private static AuthResult rejected(Reason reason) {
        return new AuthResult.Rejected(reason);
    }

    @Test
    void nobody_is_turned_away_by_what_is_only_remembered() {
        users.become(user(true, "md5$salt$before"));
        UserLookups remembering = new RememberedUser(users);
        users.become(user(true, PASSWORD));
        stored.put(KEY, new StoredSession(session("7", BACKEND, HASH), ENDS));
        assertThat(judge(COOKIE, remembering))
                .isInstanceOfSatisfying(
                        AuthResult.Accepted.class,
                        accepted -> assertThat(accepted.asOf()).isEqualTo(UserLookups.JUST_READ));
        assertThat(judge(COOKIE, new RememberedUser(users)))
                .isInstanceOfSatisfying(
                        AuthResult.Accepted.class,
                        accepted -> assertThat(accepted.asOf()).isEqualTo(RememberedUser.AS_OF));
        stored.put(KEY, new StoredSession(session("7", BACKEND, "0".repeat(64)), ENDS));
        assertThat(judge(COOKIE, remembering)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }

    @Test
    void the_user_of_a_good_session_is_known_with_its_end_and_its_key() {
        assertThat(judge(session("7", BACKEND, HASH))).isInstanceOfSatisfying(AuthResult.Accepted.class, accepted -> {
            Identity.DjangoUser user = (Identity.DjangoUser) accepted.identity();
            assertThat(user.user()).isEqualTo(users.row());
            assertThat(user.expiresAt()).isEqualTo(ENDS);
            assertThat(user.bond().session()).isEqualTo(COOKIE);
            assertThat(user.bond().holds(user(true, PASSWORD))).isTrue();
            assertThat(user.bond().holds(user(true, "md5$salt$other"))).isFalse();
            assertThat(user + " " + user.bond()).doesNotContain(COOKIE).doesNotContain(HASH);
        });
    }

    @Test
    void a_session_that_is_not_there_is_nobodys() {
        assertThat(judge(COOKIE)).isEqualTo(rejected(Reason.NO_SESSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "white space", "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"})
    void a_cookie_that_cannot_be_a_key_is_not_looked_for(String cookie) {
        assertThat(judge(cookie)).isEqualTo(rejected(Reason.MALFORMED));
        assertThat(asked).isZero();
    }

    @Test
    void a_session_without_a_login_is_anonymous() {
        assertThat(judge(session(null, null, null))).isEqualTo(rejected(Reason.ANONYMOUS));
        assertThat(judge(session(null, BACKEND, HASH))).isEqualTo(rejected(Reason.ANONYMOUS));
        assertThat(judge(session("7", null, HASH))).isEqualTo(rejected(Reason.ANONYMOUS));
        assertThat(users.lookUps()).isZero();
    }

    @Test
    void the_backend_is_asked_before_the_user_and_the_user_before_the_hash() {
        assertThat(judge(session("8", "ldap.Backend", "x"))).isEqualTo(rejected(Reason.NOT_ACCEPTED));
        assertThat(users.lookUps()).isZero();
        assertThat(judge(session("8", BACKEND, "x"))).isEqualTo(rejected(Reason.UNKNOWN_USER));
        assertThat(judge(session("7", BACKEND, "x"))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
        users.become(user(false, PASSWORD));
        assertThat(judge(session("7", BACKEND, "x"))).isEqualTo(rejected(Reason.INACTIVE_USER));
    }

    @Test
    void without_the_hash_nobody_is_let_in() {
        assertThat(judge(session("7", BACKEND, null))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
        assertThat(judge(session("7", BACKEND, ""))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }

    @ParameterizedTest
    @EnumSource(Unreadable.class)
    void what_cannot_be_read_is_nobodys(Unreadable why) {
        assertThat(judge(why))
                .isEqualTo(rejected(
                        switch (why) {
                            case BAD_SIGNATURE -> Reason.BAD_SIGNATURE;
                            case EXPIRED -> Reason.EXPIRED;
                            default -> Reason.MALFORMED;
                        }));
    }

    @Test
    void what_cannot_be_told_now_is_unavailable_and_not_anonymous() {
        failure = new DirectoryException("the cache is away");
        assertThat(judge(COOKIE)).isEqualTo(new AuthResult.Unavailable("the cache is away"));
        failure = new IllegalStateException("holds " + COOKIE);
        assertThat(judge(COOKIE).toString()).contains("IllegalStateException").doesNotContain(COOKIE);
        failure = null;
        users.failWith(new DirectoryException("the database is away"));
        assertThat(judge(session("7", BACKEND, HASH))).isEqualTo(new AuthResult.Unavailable("the database is away"));
    }

    @Test
    void a_stored_session_says_whether_nobody_is_logged_in() {
        assertThat(new StoredSession(session("7", BACKEND, HASH), ENDS).isLoggedOut())
                .isFalse();
        assertThat(new StoredSession(session(null, null, null), ENDS).isLoggedOut())
                .isTrue();
        assertThat(new StoredSession(Unreadable.PICKLE, null).isLoggedOut())
                .as("cannot be said")
                .isFalse();
    }

    /** A store of one session, or of none; it may be away. */
    private record Tier(@Nullable StoredSession session, boolean away) implements SessionStore {
        @Override
        public CompletionStage<Map<SessionKey, StoredSession>> load(Set<SessionKey> keys) {
            return away
                    ? CompletableFuture.failedFuture(new DirectoryException("away"))
                    : CompletableFuture.completedFuture(session == null ? Map.of() : Map.of(KEY, session));
        }
    }

    private static Map<SessionKey, StoredSession> loaded(Tier cache, Tier table) {
        return new CachedTableStore(cache, table)
                .load(Set.of(KEY))
                .toCompletableFuture()
                .join();
    }

    @Test
    void a_cached_table_asks_the_table_for_what_its_cache_cannot_tell() {
        StoredSession cached = new StoredSession(session("1", BACKEND, HASH), null);
        StoredSession row = new StoredSession(session("2", BACKEND, HASH), ENDS);
        StoredSession odd = new StoredSession(Unreadable.PICKLE, null);
        Tier table = new Tier(row, false);
        assertThat(loaded(new Tier(cached, false), table)).containsValue(cached);
        assertThat(loaded(new Tier(cached, false), new Tier(null, true))).containsValue(cached);
        assertThat(loaded(new Tier(null, false), table)).containsValue(row);
        assertThat(loaded(new Tier(odd, false), table)).containsValue(row);
        assertThat(loaded(new Tier(null, true), table)).containsValue(row);
        assertThat(loaded(new Tier(odd, false), new Tier(null, false))).isEmpty();
        assertThat(new CachedTableStore(new Tier(null, true), new Tier(null, true))
                        .load(Set.of(KEY))
                        .toCompletableFuture()
                        .exceptionNow())
                .isInstanceOf(DirectoryException.class);
    }

    @Test
    void an_engine_that_is_off_judges_nothing_and_one_that_is_on_needs_the_secret_key() {
        DjangoConfig django = new DjangoConfig(null, List.of(), null, true, ZoneOffset.UTC);
        try (Metrics metrics = new Metrics();
                DjangoSessions off = new DjangoSessions(
                        SessionConfigTest.config(SessionConfig.Engine.OFF, null, "{key}"),
                        django,
                        users,
                        key -> CompletableFuture.failedFuture(new AssertionError()),
                        metrics,
                        Instant::now)) {
            assertThat(off.authenticator()).isNull();
            assertThat(off.store()).isNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DjangoSessions(
                            SessionConfigTest.config(SessionConfig.Engine.DB, null, "{key}"),
                            django,
                            users,
                            key -> CompletableFuture.failedFuture(new AssertionError()),
                            metrics,
                            Instant::now))
                    .withMessageContaining("django.secret_key");
        }
    }
}
