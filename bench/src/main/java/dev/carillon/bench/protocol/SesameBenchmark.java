package dev.carillon.bench.protocol;

import dev.carillon.protocol.django.Packer;
import dev.carillon.protocol.django.PrimaryKey;
import dev.carillon.protocol.django.RevocationKey;
import dev.carillon.protocol.django.SesameSettings;
import dev.carillon.protocol.django.SesameToken;
import dev.carillon.protocol.django.SesameTokens;
import dev.carillon.protocol.django.UserState;
import dev.carillon.protocol.signing.DjangoSecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does a token cost to read and verify, once the user's row is there, beside deriving the keys anew for each? A v1
 * token is PBKDF2 of 10,000 rounds and nothing else.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class SesameBenchmark {
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
    private static final UserState USER =
            new UserState("pbkdf2_sha256$870000$saltsaltsaltsaltsaltsa$" + "h".repeat(43) + "=", "", null);

    @Param({"V2", "V1"})
    SesameSettings.Format format;

    private SesameSettings settings;
    private SesameTokens tokens;
    private String token;

    @Setup
    public void prepare() {
        settings = new SesameSettings(
                List.of(format),
                List.of(DjangoSecretKey.ofText("a secret key of fifty characters, as Django makes.")),
                Duration.ofSeconds(30),
                new RevocationKey(true, false, false, true),
                new SesameSettings.KeyField("pk", null, Packer.of("long")),
                new SesameSettings.V1("sesame", 10_000, SesameSettings.Digest.MD5),
                new SesameSettings.V2("", 10),
                "");
        tokens = new SesameTokens(settings);
        token = tokens.make(new PrimaryKey.IntegerKey(42), USER, NOW);
        if (!carillon()) {
            throw new IllegalStateException("the token is not genuine");
        }
    }

    @Benchmark
    public boolean carillon() {
        return verify(tokens);
    }

    @Benchmark
    public boolean keysDerivedAnew() {
        return verify(new SesameTokens(settings));
    }

    private boolean verify(SesameTokens tokens) {
        return tokens.parse(token, NOW) instanceof SesameToken.Unverified unverified && tokens.verify(unverified, USER);
    }
}
