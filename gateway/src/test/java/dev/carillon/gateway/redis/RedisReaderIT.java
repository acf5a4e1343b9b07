package dev.carillon.gateway.redis;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.redis.RedisReadException.Reason;
import dev.carillon.gateway.redis.RedisReader.Value;
import dev.carillon.gateway.testing.RedisServer;
import dev.carillon.gateway.testing.RedisTls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values of a real Redis, and what becomes of reads when it is away. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class RedisReaderIT {
    private static RedisReader reader(String url, int maxUnderWay) {
        return new RedisReader("values", RedisUrl.parse(url), "site:*", Duration.ofSeconds(2), maxUnderWay);
    }

    private static RedisReader reader(String url) {
        return reader(url, 10_000);
    }

    private static Map<String, Value> read(RedisReader reader, String... keys) throws Exception {
        return reader.read(Set.of(keys), 100).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static RedisReadException failure(RedisReader reader, String... keys) throws Exception {
        CompletableFuture<Map<String, Value>> read =
                reader.read(Set.of(keys), 100).toCompletableFuture();
        read.handle((value, failure) -> null).get(60, TimeUnit.SECONDS);
        assertThat(read).isCompletedExceptionally();
        return (RedisReadException) read.exceptionNow();
    }

    private static String text(Map<String, Value> values, String key) {
        return new String(Objects.requireNonNull(values.get(key)).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void what_there_is_is_read_with_its_time_to_live() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisReader reader = reader(redis.url())) {
            redis.command(
                    "EVAL",
                    "redis.call('SELECT', 1); redis.call('SET', 'a', 'für', 'PX', 500000);"
                            + " redis.call('SET', 'b', 'x'); redis.call('SET', 'empty', '')",
                    "0");
            redis.command(
                    "EVAL",
                    "redis.call('SELECT', 1); redis.call('HSET', 'hash', 'f', 'v');"
                            + " redis.call('SET', 'long', string.rep('x', 1000))",
                    "0");
            redis.command("SET", "elsewhere", "in database 0");

            Map<String, Value> values = read(reader, "a", "b", "empty", "hash", "long", "absent", "elsewhere");

            assertThat(values).containsOnlyKeys("a", "b", "empty", "hash", "long");
            assertThat(text(values, "a")).isEqualTo("für");
            assertThat(Objects.requireNonNull(values.get("a")).timeToLive())
                    .isBetween(Duration.ofSeconds(400), Duration.ofSeconds(500));
            assertThat(Objects.requireNonNull(values.get("b")).timeToLive()).isNull();
            assertThat(text(values, "empty")).isEmpty();
            assertThat(text(values, "hash")).isEmpty();
            assertThat(text(values, "long")).hasSize(101);
            assertThat(reader.read(Set.of(), 100).toCompletableFuture().join()).isEmpty();
        }
    }

    @Test
    void many_reads_at_once_share_a_connection_and_too_many_are_refused() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisReader reader = reader(redis.url(), 500)) {
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                keys.add("key" + i);
            }
            CompletableFuture<Map<String, Value>> many = reader.read(keys, 100).toCompletableFuture();
            assertThat(failure(reader, "one more").reason()).isEqualTo(Reason.BUSY);
            assertThat(many.get(60, TimeUnit.SECONDS)).isEmpty();
            assertThat(read(reader, "one more")).isEmpty();
            assertThat(redis.command("CLIENT", "LIST").lines().filter(line -> line.contains("name=carillon")))
                    .hasSize(1);
        }
    }

    @Test
    void a_redis_that_was_away_is_read_again_by_itself() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisReader reader = reader(redis.url())) {
            assertThat(read(reader, "a")).isEmpty();
            redis.kill();
            assertThat(failure(reader, "a").reason()).isEqualTo(Reason.ERROR);
            assertThat(failure(reader, "a")).hasMessageContaining("127.0.0.1:" + redis.port());
            redis.restart();
            eventually(
                    "it is read again",
                    () -> !reader.read(Set.of("a"), 100)
                            .toCompletableFuture()
                            .handle((values, failure) -> failure != null)
                            .join());
        }
    }

    @Test
    void a_redis_that_hangs_fails_reads_in_time_and_its_connection_is_given_up() throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisReader reader = reader(redis.url())) {
            assertThat(read(reader, "a")).isEmpty();
            redis.pause();
            assertThat(failure(reader, "a")).hasMessageContaining("did not answer in time");
            redis.resume();
            eventually(
                    "it is read again",
                    () -> !reader.read(Set.of("a"), 100)
                            .toCompletableFuture()
                            .handle((values, failure) -> failure != null)
                            .join());
        }
    }

    @Test
    void nothing_that_listens_fails_reads_at_once() throws Exception {
        try (RedisReader reader = reader("redis://127.0.0.1:1")) {
            assertThat(failure(reader, "a")).hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void the_least_rights_are_enough_and_missing_ones_are_named() throws Exception {
        String user = "user gateway on >s3cr/t nocommands resetkeys ~site:*";
        try (RedisServer redis = RedisServer.start(user + " +select +getrange +pttl");
                RedisReader reader = reader("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port() + "/2")) {
            assertThat(read(reader, "site:a")).isEmpty();
            redis.command("ACL", "SETUSER", "gateway", "-pttl");
            assertThat(failure(reader, "site:a"))
                    .hasMessageContaining("may not GETRANGE and PTTL")
                    .hasMessageContaining("ACL SETUSER gateway +select +getrange +pttl ~site:*")
                    .hasMessageNotContaining("s3cr");
            redis.command("ACL", "SETUSER", "gateway", "+pttl");
            assertThat(read(reader, "site:a")).isEmpty();
        }
    }

    @Test
    void a_wrong_password_is_explained_and_not_shown() throws Exception {
        try (RedisServer redis = RedisServer.startWithPassword("p@ss");
                RedisReader reader = reader("redis://:wr0ng@127.0.0.1:" + redis.port())) {
            assertThat(failure(reader, "a"))
                    .hasMessageContaining("refused the user or the password")
                    .hasMessageNotContaining("wr0ng");
        }
    }

    @Test
    void unix_sockets_and_tls_serve_as_well() throws Exception {
        try (RedisTls tls = RedisTls.start();
                RedisReader socket = reader("unix://" + tls.redis().unixSocket() + "?db=3");
                RedisReader secure =
                        reader("rediss://127.0.0.1:" + tls.port() + "/3?ssl_ca_certs=" + tls.certificate())) {
            tls.redis().command("EVAL", "redis.call('SELECT', 3); redis.call('SET', 'a', 'x')", "0");
            assertThat(text(read(socket, "a"), "a")).isEqualTo("x");
            assertThat(text(read(secure, "a"), "a")).isEqualTo("x");
        }
    }

    @Test
    void a_sentinel_leads_to_the_master() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer sentinel = RedisServer.startSentinel("main", master);
                RedisReader reader = reader("redis-sentinel://127.0.0.1:" + sentinel.port() + "/2#main")) {
            master.command("EVAL", "redis.call('SELECT', 2); redis.call('SET', 'a', 'x')", "0");
            assertThat(text(read(reader, "a"), "a")).isEqualTo("x");
        }
    }
}
