package dev.carillon.gateway.auth.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.AuthResult;
import dev.carillon.gateway.auth.AuthResult.Reason;
import dev.carillon.gateway.auth.Credential;
import dev.carillon.gateway.directory.UserRecord;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.TestJwt;
import dev.carillon.gateway.testing.TestKeys;
import dev.carillon.protocol.django.PrimaryKey;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An authenticator of some configuration before a directory of one user, and tokens for it. */
final class JwtBed implements AutoCloseable {
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    static final String CLAIMS = "{\"sub\":\"7\",\"exp\":1800000060,\"content_types\":[1,\"shop.order\"]}";
    static final byte[] SECRET = JwtSettings.SECRET.getBytes(US_ASCII);
    static final KeyPair RSA = TestKeys.rsa();
    static final String PUBLIC = TestKeys.pem(RSA.getPublic());

    final Metrics metrics = new Metrics();
    final OneUserByText users = new OneUserByText(ada(true));
    private @Nullable JwtAuthenticator authenticator;

    static UserRecord ada(boolean active) {
        return new UserRecord(new PrimaryKey.IntegerKey(7), "ada", "md5$x", "", null, active, false);
    }

    static String hs256(String claims) {
        return TestJwt.hmac(256, SECRET, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
    }

    static String rs256(String claims) {
        return TestJwt.signed("RS256", RSA.getPrivate(), "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims);
    }

    static String token(String algorithm, String keyId, PrivateKey key) {
        return TestJwt.signed(algorithm, key, "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + keyId + "\"}", CLAIMS);
    }

    void use(JwtConfig config) {
        use(config, users, Runnable::run);
    }

    void use(JwtConfig config, OneUserByText directory, Executor work) {
        if (authenticator != null) {
            authenticator.close();
        }
        authenticator = JwtAuthenticator.open(config, directory, work, metrics, new Readiness());
    }

    void assertRejected(String token, Reason reason) {
        assertThat(judge(token)).isEqualTo(new AuthResult.Rejected(reason));
    }

    AuthResult judge(String token) {
        return judge(token, NOW);
    }

    AuthResult judge(String token, Instant arrivedAt) {
        return Objects.requireNonNull(authenticator)
                .authenticate(new Credential.JwtToken(token, arrivedAt))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        if (authenticator != null) {
            authenticator.close();
        }
        metrics.close();
    }
}
