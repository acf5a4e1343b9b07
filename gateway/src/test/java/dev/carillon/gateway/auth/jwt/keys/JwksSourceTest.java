package dev.carillon.gateway.auth.jwt.keys;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.auth.jwt.keys.KeySource.Learned;
import dev.carillon.gateway.testing.JwksServer;
import dev.carillon.gateway.testing.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JWKS at a real HTTP endpoint, in good and bad times. */
@Timeout(120)
final class JwksSourceTest extends JwksBed {
    private static final Duration LONG = Duration.ofHours(1);
    private static final KeyPair RSA = TestKeys.rsa();
    private static final String FIRST = TestKeys.jwks(TestKeys.jwk("first", RSA.getPublic()));
    private static final String BOTH =
            TestKeys.jwks(TestKeys.jwk("first", RSA.getPublic()), TestKeys.jwk("second", RSA.getPublic()));

    @Test
    void keys_are_fetched_at_the_start_and_it_is_ready_then() {
        CountDownLatch gate = new CountDownLatch(1);
        server.serve(exchange -> {
            await(gate);
            JwksServer.send(exchange, 200, FIRST);
        });
        JwksSource source = start(config(LONG, LONG));
        assertThat(readiness.reasons()).containsOnlyKeys("jwks");
        assertThat(source.keys().size()).isZero();
        assertThat(metrics.scrape()).contains("carillon_jwks_age_seconds NaN");
        CompletableFuture<Learned> learned = learn("first");
        assertThat(learned).isNotDone();
        gate.countDown();
        assertThat(learned.join()).isInstanceOf(Learned.Fetched.class);
        assertThat(source.keys().knows("first")).isTrue();
        eventually("it is ready", readiness::isReady);
        assertThat(fetched()).isEqualTo(1);
    }

    @Test
    void an_endpoint_that_is_down_at_the_start_is_told_and_asked_again_until_it_is_up() throws Exception {
        server.goDown();
        start(config(Duration.ofMillis(50), LONG));
        eventually("it was tried twice", () -> failed() >= 2);
        assertThat(readiness.reasons().get("jwks")).contains("/jwks.json cannot be reached");
        eventually("tokens cannot be checked", () -> learn("first").join() instanceof Learned.Unavailable);
        server.serve(FIRST);
        server.comeBack();
        eventually("it is ready", readiness::isReady);
        assertThat(keys().knows("first")).isTrue();
    }

    @Test
    void an_unknown_key_id_brings_the_new_keys_and_a_known_one_asks_nobody() {
        server.serve(FIRST);
        start(config(Duration.ofMillis(1), LONG));
        eventually("the first keys", readiness::isReady);
        server.serve(BOTH);
        assertThat(learn("first").join()).isInstanceOf(Learned.Nothing.class);
        assertThat(learn(null).join()).isInstanceOf(Learned.Nothing.class);
        assertThat(server.fetches()).isEqualTo(1);
        eventually(
                "the pause is over, and the second key was learnt",
                () -> learn("second").join() instanceof Learned.Fetched(KeyRing ring) && ring.knows("second"));
        assertThat(server.fetches()).isEqualTo(2);
        assertThat(learn("second").join()).isInstanceOf(Learned.Nothing.class);
    }

    @Test
    void where_keys_have_no_ids_a_token_without_one_may_be_by_a_new_key() {
        server.serve(TestKeys.jwks(TestKeys.jwk(RSA.getPublic())));
        start(config(Duration.ofMillis(1), LONG));
        eventually("the first keys", readiness::isReady);
        eventually("it is fetched again", () -> learn(null).join() instanceof Learned.Fetched);
    }

    @Test
    void garbage_key_ids_cannot_make_it_fetch() {
        server.serve(FIRST);
        start(config(Duration.ofMinutes(10), LONG));
        eventually("the first keys", readiness::isReady);
        for (int i = 0; i < 10_000; i++) {
            assertThat(learn("garbage" + i).join()).isInstanceOf(Learned.Nothing.class);
        }
        assertThat(server.fetches()).isEqualTo(1);
        later.addAndGet(Duration.ofMinutes(11).toNanos());
        List<CompletableFuture<Learned>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(learn("garbage" + i));
        }
        all.forEach(CompletableFuture::join);
        assertThat(server.fetches()).isEqualTo(2);
    }

    @Test
    void all_who_wait_share_one_fetch() {
        CountDownLatch gate = new CountDownLatch(1);
        server.serve(exchange -> {
            await(gate);
            JwksServer.send(exchange, 200, BOTH);
        });
        start(config(LONG, LONG));
        List<CompletableFuture<Learned>> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiting.add(learn(i % 2 == 0 ? "second" : "garbage" + i));
        }
        gate.countDown();
        waiting.forEach(learned -> assertThat(learned.join()).isInstanceOf(Learned.Fetched.class));
        assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    void at_most_500_wait_for_a_fetch_that_takes_its_time_and_the_others_are_told_that_it_cannot_be_known_now() {
        CountDownLatch gate = new CountDownLatch(1);
        server.serve(exchange -> {
            await(gate);
            JwksServer.send(exchange, 200, FIRST);
        });
        start(config(LONG, LONG));
        List<CompletableFuture<Learned>> waiting = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            // As an authenticator goes on from there.
            waiting.add(learn("garbage" + i).thenApply(learned -> learned));
        }
        for (String next : List.of("garbage", "first")) {
            assertThat(learn(next).getNow(new Learned.Nothing()))
                    .isInstanceOfSatisfying(
                            Learned.Unavailable.class,
                            unavailable ->
                                    assertThat(unavailable.detail()).startsWith("too many wait for the JWKS at"));
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        gate.countDown();
        waiting.forEach(learned -> assertThat(learned.join()).isInstanceOf(Learned.Fetched.class));
        assertThat(learn("first").join()).isInstanceOf(Learned.Nothing.class);
        assertThat(server.fetches()).isEqualTo(1);
    }

    @Test
    void the_last_good_keys_survive_every_kind_of_trouble() throws Exception {
        server.serve(FIRST);
        start(config(Duration.ofMillis(20), Duration.ofMillis(20)));
        eventually("the first keys", readiness::isReady);
        List<Runnable> troubles = List.of(
                () -> server.serve(500, "", Map.of()),
                () -> server.serve(200, "<html>maintenance</html>", Map.of()),
                () -> server.serve(200, TestKeys.jwks(), Map.of()),
                () -> server.serve(200, "{\"keys\": [" + " ".repeat(5000) + "]}", Map.of()),
                () -> server.serve(302, "", Map.of("Location", "/elsewhere")),
                () -> server.serve(exchange -> exchange.close()),
                server::goDown);
        for (Runnable trouble : troubles) {
            trouble.run();
            long before = failed();
            // Of the two one may have been under way before.
            eventually("it failed", () -> failed() >= before + 2);
            assertThat(keys().knows("first")).isTrue();
            assertThat(readiness.isReady()).isTrue();
            assertThat(learn("first").join()).isInstanceOf(Learned.Nothing.class);
            eventually(
                    "whether there is such a key cannot be told",
                    () -> learn("second").join() instanceof Learned.Unavailable);
        }
        server.serve(BOTH);
        server.comeBack();
        eventually("the new keys", () -> keys().knows("second"));
    }

    @Test
    void after_too_long_an_outage_the_keys_are_not_trusted_any_more() {
        server.serve(FIRST);
        start(config(server.url(), LONG, LONG, Duration.ofHours(24)));
        eventually("the first keys", readiness::isReady);
        server.serve(500, "", Map.of());
        later.addAndGet(Duration.ofHours(23).toNanos());
        assertThat(keys().knows("first")).isTrue();
        assertThat(learn("second").join()).isInstanceOf(Learned.Unavailable.class);
        assertThat(readiness.isReady()).isTrue();
        later.addAndGet(Duration.ofHours(2).toNanos());
        assertThat(keys().size()).isZero();
        assertThat(learn("first").join()).isInstanceOf(Learned.Unavailable.class);
        assertThat(readiness.reasons().get("jwks")).contains("HTTP status 500");
        server.serve(FIRST);
        later.addAndGet(Duration.ofHours(2).toNanos());
        assertThat(learn("first").join()).isInstanceOf(Learned.Fetched.class);
        eventually("it is ready again", readiness::isReady);
    }

    @Test
    void a_file_is_read_again_like_an_endpoint() throws Exception {
        Path file = Files.writeString(directory.resolve("jwks.json"), FIRST);
        start(config(file.toString(), Duration.ofMillis(20), Duration.ofMillis(20), null));
        eventually("the first keys", readiness::isReady);
        Files.writeString(file, "half");
        eventually("it failed", () -> failed() > 0);
        assertThat(keys().knows("first")).isTrue();
        Files.writeString(file, " ".repeat(5000) + FIRST);
        eventually(
                "too large",
                () -> learn("second").join() instanceof Learned.Unavailable(String detail)
                        && detail.contains("larger than"));
        Files.writeString(file, BOTH);
        eventually("the new keys", () -> keys().knows("second"));
        Files.delete(file);
        eventually(
                "gone",
                () -> learn("third").join() instanceof Learned.Unavailable(String detail)
                        && detail.contains("cannot be read"));
    }

    @Test
    void who_waits_when_it_ends_is_answered() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        server.serve(exchange -> await(never));
        JwksSource source = start(config(LONG, LONG));
        CompletableFuture<Learned> waiting = learn("first");
        source.close();
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isInstanceOf(Learned.Unavailable.class);
        assertThat(learn("first").get(20, TimeUnit.SECONDS)).isNotInstanceOf(Learned.Fetched.class);
        never.countDown();
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
