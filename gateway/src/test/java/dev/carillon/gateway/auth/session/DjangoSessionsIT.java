package dev.carillon.gateway.auth.session;

import static dev.carillon.gateway.auth.session.SessionBed.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.auth.session.SessionConfig.Engine;
import dev.carillon.protocol.session.DecodedSession.Unreadable;
import dev.carillon.protocol.session.SessionKey;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real logins at a real Django, which keeps sessions by every engine in real stores: what the gateway makes of each cookie
 * is held against whom Django itself sees.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class DjangoSessionsIT {
    private static final SessionBeds BEDS = new SessionBeds();

    @BeforeAll
    static void open() throws SQLException, IOException {
        BEDS.open();
    }

    @AfterAll
    static void close() throws Exception {
        BEDS.close();
    }

    private static Stream<SessionBed> beds() {
        return BEDS.all();
    }

    static Stream<SessionBed> storedBeds() {
        return BEDS.all().filter(bed -> bed.engine() != Engine.SIGNED_COOKIES);
    }

    private static AuthResult rejected(Reason reason) {
        return new AuthResult.Rejected(reason);
    }

    @ParameterizedTest
    @MethodSource("beds")
    void who_is_logged_in_is_who_django_sees(SessionBed bed) {
        String name = bed.newUser();
        for (String[] with : bed.holdings()) {
            String cookie = bed.site.logIn(name, with);
            assertThat(bed.site.who(cookie)).isEqualTo(name);
            assertThat(user(bed.judge(cookie)).user().username())
                    .as(String.join(", ", with))
                    .isEqualTo(name);
        }
    }

    @ParameterizedTest
    @MethodSource("beds")
    void nobody_is_logged_in_by_other_cookies(SessionBed bed) {
        String real = bed.site.logIn(bed.newUser());
        String anonymous = bed.site.anonymous("cart");
        assertThat(bed.site.who(anonymous)).isNull();
        assertThat(bed.judge(anonymous)).isEqualTo(rejected(Reason.ANONYMOUS));
        for (String other : List.of(
                "",
                "12345678",
                real + "x",
                real.substring(1),
                "' OR 1=1 --",
                "é".repeat(32),
                "\u0000".repeat(32),
                "x".repeat(4000))) {
            assertThat(bed.judge(other)).as(other).isInstanceOf(AuthResult.Rejected.class);
        }
    }

    @ParameterizedTest
    @MethodSource("storedBeds")
    void a_logout_ends_the_session(SessionBed bed) throws Exception {
        String cookie = bed.site.logIn(bed.newUser());
        SessionKey key = new SessionKey(cookie);
        assertThat(user(bed.judge(cookie)).bond().session()).isEqualTo(cookie);
        assertThat(bed.load(Set.of(key))).containsOnlyKeys(key);

        bed.site.logOut(cookie);

        assertThat(bed.site.who(cookie)).isNull();
        assertThat(bed.judge(cookie)).isEqualTo(rejected(Reason.NO_SESSION));
        assertThat(bed.load(Set.of(key))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("storedBeds")
    void sessions_are_asked_for_in_batches(SessionBed bed) throws Exception {
        String alice = bed.newUser();
        String bob = bed.newUser();
        Set<SessionKey> there = new HashSet<>();
        Set<SessionKey> asked = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            there.add(new SessionKey(bed.site.logIn(i % 2 == 0 ? alice : bob)));
            asked.add(new SessionKey("nobodys" + i + "x".repeat(20)));
        }
        asked.addAll(there);
        SessionKey anonymous = new SessionKey(bed.site.anonymous("cart"));
        asked.add(anonymous);
        there.add(anonymous);

        Map<SessionKey, StoredSession> found = bed.load(asked);

        assertThat(found).containsOnlyKeys(there);
        assertThat(found.get(anonymous)).extracting(StoredSession::isLoggedOut).isEqualTo(true);
        assertThat(found.values().stream().filter(session -> !session.isLoggedOut()))
                .hasSize(20);
        assertThat(bed.load(Set.of())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("beds")
    void another_password_ends_the_session_and_breaks_the_bond(SessionBed bed) {
        String name = bed.newUser();
        String before = bed.site.logIn(name);
        Identity.DjangoUser then = user(bed.judge(before));
        assertThat(then.bond().holds(then.user())).isTrue();

        bed.site.password(name, "another");

        String after = bed.site.logInWith(name, "another");
        Identity.DjangoUser now = user(bed.judge(after));
        assertThat(then.bond().holds(now.user())).isFalse();
        assertThat(now.bond().holds(now.user())).isTrue();
        assertThat(bed.judge(before)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
        assertThat(bed.site.who(after)).isEqualTo(name);
        // Django deletes the session when it sees that, so it is asked last.
        assertThat(bed.site.who(before)).isNull();
    }

    @ParameterizedTest
    @MethodSource("beds")
    void who_is_not_active_or_not_there_is_nobody(SessionBed bed) {
        String name = bed.newUser();
        String cookie = bed.site.logIn(name);
        bed.site.active(name, false);
        assertThat(bed.judge(cookie)).isEqualTo(rejected(Reason.INACTIVE_USER));
        assertThat(bed.site.who(cookie)).isNull();
        String other = bed.newUser();
        String gone = bed.site.logIn(other);
        bed.site.delete(other);
        assertThat(bed.judge(gone)).isEqualTo(rejected(Reason.UNKNOWN_USER));
        assertThat(bed.site.who(gone)).isNull();
    }

    @ParameterizedTest
    @MethodSource("beds")
    void the_end_of_the_session_is_told(SessionBed bed) {
        String name = bed.newUser();
        Instant before = Instant.now();
        Instant usual =
                Objects.requireNonNull(user(bed.judge(bed.site.logIn(name))).expiresAt());
        Instant seconds = Objects.requireNonNull(
                user(bed.judge(bed.site.logIn(name, "expiry=5000"))).expiresAt());
        Instant date = Objects.requireNonNull(
                user(bed.judge(bed.site.logIn(name, "expires_in=7000"))).expiresAt());
        Instant browser = Objects.requireNonNull(
                user(bed.judge(bed.site.logIn(name, "expiry=0"))).expiresAt());
        Instant after = Instant.now();

        assertEnds(usual, before, after, Duration.ofDays(14));
        assertEnds(browser, before, after, Duration.ofDays(14));
        assertEnds(seconds, before, after, Duration.ofSeconds(5000));
        assertEnds(date, before, after, Duration.ofSeconds(7000));
    }

    /** Caches count whole seconds, cookies name the second they were signed in. */
    private static void assertEnds(Instant end, Instant earliest, Instant latest, Duration age) {
        assertThat(end)
                .isBetween(earliest.plus(age).minusSeconds(2), latest.plus(age).plusSeconds(2));
    }

    @ParameterizedTest
    @MethodSource("storedBeds")
    void the_end_is_put_off_when_the_site_saves_the_session_again(SessionBed bed) throws Exception {
        String cookie = bed.site.logIn(bed.newUser(), "expiry=100");
        Identity.DjangoUser user = user(bed.judge(cookie));
        bed.site.store(cookie, "expiry=5000");

        StoredSession now =
                Objects.requireNonNull(bed.load(Set.of(new SessionKey(cookie))).get(new SessionKey(cookie)));

        assertThat(now.isLoggedOut()).isFalse();
        assertThat(now.expiresAt())
                .isAfter(Objects.requireNonNull(user.expiresAt()).plusSeconds(1000));
    }

    @ParameterizedTest
    @MethodSource("beds")
    void an_ended_session_is_nobodys(SessionBed bed) {
        String name = bed.newUser();
        String cookie = bed.site.logIn(name);
        switch (bed.engine()) {
            case DB -> {
                bed.site.expire(cookie, -1);
                assertThat(bed.judge(cookie)).isEqualTo(rejected(Reason.NO_SESSION));
                assertThat(bed.site.who(cookie)).isNull();
            }
            case CACHE, CACHED_DB -> {
                // Django keeps it no longer than that itself.
                String ended = bed.site.logIn(name, "expiry=-5");
                assertThat(bed.site.who(ended)).isNull();
                assertThat(bed.judge(ended)).isEqualTo(rejected(Reason.NO_SESSION));
            }
            default -> {
                Instant late = Instant.now().plus(Duration.ofDays(14)).plusSeconds(5);
                assertThat(SessionBed.judge(bed.sessions, cookie, late)).isEqualTo(rejected(Reason.EXPIRED));
                // The browser has forgotten it by then, and Django would not know.
                String shorter = bed.site.logIn(name, "expiry=100");
                assertThat(SessionBed.judge(bed.sessions, shorter, Instant.now().plusSeconds(105)))
                        .isEqualTo(rejected(Reason.EXPIRED));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("beds")
    void a_new_secret_key_ends_sessions_unless_the_old_one_is_a_fallback(SessionBed bed) {
        String name = bed.newUser();
        String cookie = bed.site.logIn(name);
        String old = Objects.requireNonNull(bed.config.django().secretKey()).revealText();
        String fallbacks = "[\"x\", \"" + old.replace("\"", "\\\"") + "\"]";
        try (DjangoSessions rotated = bed.with(Map.of(
                        "CARILLON_DJANGO_SECRET_KEY", "newer", "CARILLON_DJANGO_SECRET_KEY_FALLBACKS", fallbacks));
                DjangoSessions replaced = bed.with(Map.of("CARILLON_DJANGO_SECRET_KEY", "newer"))) {
            assertThat(user(SessionBed.judge(rotated, cookie, Instant.now()))
                            .user()
                            .username())
                    .isEqualTo(name);
            assertThat(SessionBed.judge(replaced, cookie, Instant.now())).isEqualTo(rejected(Reason.BAD_SIGNATURE));
            bed.site.keys("newer");
            assertThat(bed.site.who(cookie)).isNull();
            assertThat(user(SessionBed.judge(replaced, bed.site.logIn(name), Instant.now()))
                            .user()
                            .username())
                    .isEqualTo(name);
        } finally {
            bed.site.keys(old);
        }
    }

    @ParameterizedTest
    @MethodSource("beds")
    void a_backend_that_is_not_accepted_lets_nobody_in(SessionBed bed) {
        String cookie = bed.site.logIn(bed.newUser());
        try (DjangoSessions strict = bed.with(Map.of("CARILLON_SESSION_BACKENDS", "ldap.Backend"))) {
            assertThat(SessionBed.judge(strict, cookie, Instant.now())).isEqualTo(rejected(Reason.NOT_ACCEPTED));
        }
    }

    /** A date that the site left in a session: Django makes it anew by calling a class, which is not done here. */
    @ParameterizedTest
    @MethodSource("storedBeds")
    void a_pickled_object_makes_the_session_nobodys_and_is_counted(SessionBed bed) throws Exception {
        if (bed.pickles()) {
            String name = bed.newUser();
            String cookie = bed.site.logIn(name, "object");
            assertThat(bed.site.who(cookie)).isEqualTo(name);
            assertThat(bed.judge(cookie)).isEqualTo(rejected(Reason.MALFORMED));
            assertThat(bed.load(Set.of(new SessionKey(cookie))).values())
                    .singleElement()
                    .extracting(StoredSession::session)
                    .isEqualTo(Unreadable.PICKLE);
            assertThat(bed.metrics.scrape())
                    .contains("carillon_sessions_read_total{outcome=\"pickle\",place=\"cache\"} 2.0");
        }
    }

    @ParameterizedTest
    @MethodSource("beds")
    void no_cookie_and_no_key_is_ever_printed(SessionBed bed) throws Exception {
        String cookie = bed.site.logIn(bed.newUser());
        assertThat(bed.judge(cookie).toString()).doesNotContain(cookie);
        if (bed.engine() != Engine.SIGNED_COOKIES) {
            assertThat(bed.load(Set.of(new SessionKey(cookie))).toString()).doesNotContain(cookie);
        }
        assertThat(bed.metrics.scrape()).doesNotContain(cookie);
    }
}
