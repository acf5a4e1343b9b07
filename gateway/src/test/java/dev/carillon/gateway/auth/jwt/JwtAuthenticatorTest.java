package dev.carillon.gateway.auth.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Identity;
import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JwtAuthenticatorTest {
    private final JwtBed bed = new JwtBed();

    @AfterEach
    void end() {
        bed.close();
    }

    @Test
    void a_good_token_is_its_user_s_until_it_ends() {
        bed.use(JwtSettings.with("LEEWAY", "5s"));
        assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS)))
                .isInstanceOfSatisfying(
                        AuthResult.Accepted.class,
                        accepted -> assertThat(accepted.identity())
                                .isInstanceOfSatisfying(Identity.DjangoUser.class, user -> {
                                    assertThat(user.userId()).isEqualTo("7");
                                    assertThat(user.user()).isEqualTo(JwtBed.ada(true));
                                    assertThat(user.expiresAt()).isEqualTo(JwtBed.NOW.plusSeconds(65));
                                }));
        assertThat(bed.metrics.scrape()).contains("carillon_jwt_keys 1.0");
    }

    @Test
    void its_age_is_judged_by_when_it_arrived() {
        bed.use(JwtSettings.with("LEEWAY", "0s"));
        String token = JwtBed.hs256(JwtBed.CLAIMS);
        assertThat(bed.judge(token, JwtBed.NOW.plusSeconds(59))).isInstanceOf(AuthResult.Accepted.class);
        assertThat(bed.judge(token, JwtBed.NOW.plusSeconds(60))).isEqualTo(new AuthResult.Rejected(Reason.EXPIRED));
    }

    @Test
    void a_user_may_be_named_by_their_username_and_is_bound_to_it() {
        bed.use(JwtSettings.with("USER_FIELD", "username"));
        bed.assertRejected(JwtBed.hs256(JwtBed.CLAIMS), Reason.UNKNOWN_USER);
        AuthResult.Accepted accepted =
                (AuthResult.Accepted) bed.judge(JwtBed.hs256(JwtBed.CLAIMS.replace("\"7\"", "\"ada\"")));
        Identity.DjangoUser user = (Identity.DjangoUser) accepted.identity();
        UserRecord renamed = new UserRecord(user.user().id(), "eve", null, "", null, true, false);
        assertThat(user.bond().holds(JwtBed.ada(true))).isTrue();
        assertThat(user.bond().holds(renamed)).isFalse();
    }

    @Test
    void a_token_by_primary_key_outlives_a_change_of_name_and_password() {
        bed.use(JwtSettings.with());
        bed.users.asOf = 42;
        AuthResult.Accepted accepted = (AuthResult.Accepted) bed.judge(JwtBed.hs256(JwtBed.CLAIMS));
        assertThat(accepted.asOf()).isEqualTo(42);
        Identity.DjangoUser user = (Identity.DjangoUser) accepted.identity();
        assertThat(user.bond().holds(new UserRecord(user.user().id(), "eve", "new", "", null, true, false)))
                .isTrue();
    }

    @Test
    void who_is_unknown_or_inactive_is_refused() {
        bed.use(JwtSettings.with());
        bed.assertRejected(JwtBed.hs256(JwtBed.CLAIMS.replace("\"7\"", "\"8\"")), Reason.UNKNOWN_USER);
        bed.assertRejected(JwtBed.hs256(JwtBed.CLAIMS.replace("\"7\"", "\"07\"")), Reason.UNKNOWN_USER);
        bed.use(JwtSettings.with(), new OneUserByText(JwtBed.ada(false)), Runnable::run);
        bed.assertRejected(JwtBed.hs256(JwtBed.CLAIMS), Reason.INACTIVE_USER);
    }

    @Test
    void where_the_token_tells_nobody_is_asked() {
        bed.use(JwtSettings.with("PERMISSIONS", "token"));
        bed.users.failWith(new DirectoryException("down"));
        assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS.replace("\"7\"", "\"whoever\""))))
                .isEqualTo(new AuthResult.Accepted(
                        new Identity.TokenBearer("whoever", Set.of("1", "shop.order"), JwtBed.NOW.plusSeconds(70))));
        assertThat(bed.users.lookUps).hasValue(0);
    }

    @Test
    void a_database_that_is_down_makes_it_unavailable() {
        bed.use(JwtSettings.with());
        bed.users.failWith(new DirectoryException("the database is down"));
        assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS)))
                .isEqualTo(new AuthResult.Unavailable("the database is down"));
        bed.assertRejected(JwtBed.hs256("{\"sub\":\"7\",\"exp\":1}"), Reason.EXPIRED);
    }

    @Test
    void too_many_waiting_public_keys_make_it_unavailable_and_shared_secrets_never_wait() {
        JwtConfig config = JwtSettings.with("PUBLIC_KEYS", JwtBed.PUBLIC);
        bed.use(config, bed.users, work -> {
            throw new RejectedExecutionException("busy");
        });
        assertThat(bed.judge(JwtBed.rs256(JwtBed.CLAIMS)))
                .isEqualTo(new AuthResult.Unavailable("too many tokens are waiting to be verified"));
        assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS))).isInstanceOf(AuthResult.Accepted.class);
    }

    @Test
    void secrets_rotate() {
        String next = "the next secret, which is as long as it must be";
        bed.use(JwtSettings.of(Map.of("SECRETS", "[\"kid:2:" + next + "\", \"" + JwtSettings.SECRET + "\"]")));
        assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS))).isInstanceOf(AuthResult.Accepted.class);
        String header = "{\"alg\":\"HS256\",\"kid\":\"2\"}";
        assertThat(bed.judge(TestJwt.hmac(256, next.getBytes(UTF_8), header, JwtBed.CLAIMS)))
                .isInstanceOf(AuthResult.Accepted.class);
        bed.assertRejected(TestJwt.hmac(256, JwtBed.SECRET, header, JwtBed.CLAIMS), Reason.BAD_SIGNATURE);
    }

    @Test
    void a_jwks_brings_new_keys_when_a_token_names_one() throws Exception {
        KeyPair young = TestKeys.ec("secp256r1");
        try (JwksServer server = new JwksServer()) {
            server.serve(TestKeys.jwks(TestKeys.jwk("old", JwtBed.RSA.getPublic())));
            bed.use(JwtSettings.with("JWKS_URL", server.url(), "JWKS_PAUSE", "1ms"));
            assertThat(bed.judge(JwtBed.token("RS256", "old", JwtBed.RSA.getPrivate())))
                    .isInstanceOf(AuthResult.Accepted.class);
            server.serve(TestKeys.jwks(TestKeys.jwk("young", young.getPublic())));
            assertThat(bed.judge(JwtBed.token("ES256", "young", young.getPrivate())))
                    .isInstanceOf(AuthResult.Accepted.class);
            bed.assertRejected(JwtBed.token("RS256", "old", JwtBed.RSA.getPrivate()), Reason.UNKNOWN_KEY);
            bed.assertRejected(JwtBed.token("RS256", "young", JwtBed.RSA.getPrivate()), Reason.UNKNOWN_KEY);
            bed.assertRejected(
                    JwtBed.token("ES256", "young", TestKeys.ec("secp256r1").getPrivate()), Reason.BAD_SIGNATURE);
            int fetches = server.fetches();
            assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS))).isInstanceOf(AuthResult.Accepted.class);
            bed.assertRejected(
                    TestJwt.hmac(256, new byte[32], "{\"alg\":\"HS256\",\"kid\":\"x\"}", JwtBed.CLAIMS),
                    Reason.BAD_SIGNATURE);
            assertThat(server.fetches()).as("nobody publishes secrets").isEqualTo(fetches);
        }
    }

    @Test
    void while_the_jwks_cannot_be_had_nobody_can_say_whether_a_key_is_good() throws Exception {
        try (JwksServer server = new JwksServer()) {
            server.goDown();
            bed.use(JwtSettings.with("JWKS_URL", server.url()));
            assertThat(bed.judge(JwtBed.token("RS256", "old", JwtBed.RSA.getPrivate())))
                    .isInstanceOfSatisfying(
                            AuthResult.Unavailable.class,
                            unavailable -> assertThat(unavailable.detail()).contains("cannot be reached"));
            assertThat(bed.judge(JwtBed.hs256(JwtBed.CLAIMS))).isInstanceOf(AuthResult.Accepted.class);
        }
    }

    @Test
    void what_is_made_for_trying_out_is_accepted() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "SECRETS", "kid:s:" + JwtSettings.SECRET.replace(",", ""),
                "PUBLIC_KEYS", "kid:k:" + JwtBed.PUBLIC,
                "ISSUERS", "https://issuer.example",
                "AUDIENCES", "push,other",
                "REQUIRED_CLAIMS", "token_type=access,jti,exp",
                "MAX_LIFETIME", "1h"));
        for (String permissions : List.of("database", "token")) {
            settings.put("PERMISSIONS", permissions);
            JwtConfig config = JwtSettings.of(settings);
            bed.use(config);
            for (JwtTokenMaker maker : List.of(
                    new JwtTokenMaker(config, null, null),
                    new JwtTokenMaker(config, TestKeys.pem(JwtBed.RSA.getPrivate()), "k"))) {
                String token = maker.make("7", List.of("1", "shop.order"), Duration.ofMinutes(5), JwtBed.NOW);
                assertThat(bed.judge(token))
                        .isInstanceOfSatisfying(
                                AuthResult.Accepted.class,
                                accepted ->
                                        assertThat(accepted.identity().userId()).isEqualTo("7"));
            }
        }
    }
}
