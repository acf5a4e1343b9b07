package dev.carillon.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.SslVerifyMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://127.0.0.1:6379/1 | redis://127.0.0.1:6379/1",
                "REDIS://cache/ | redis://cache:6379/0",
                "redis:// | redis://localhost:6379/0",
                "redis://cache:7000 | redis://cache:7000/0",
                "redis://cache:6379?db=3 | redis://cache:6379/3",
                "redis://cache:6379/2?db=3&socket_timeout=5 | redis://cache:6379/3",
                "redis://[::1]:7000/1 | redis://[::1]:7000/1",
                "redis://[::1] | redis://[::1]:6379/0",
                "redis://user:secret@cache/1 | redis://user:***@cache:6379/1",
                "redis://:secret@cache/1 | redis://:***@cache:6379/1",
                "redis://cache?password=secret&username=user | redis://user:***@cache:6379/0",
                "rediss://:secret@cache:6380/1 | rediss://:***@cache:6380/1",
                "unix:///run/redis.sock?db=1 | unix:///run/redis.sock?db=1",
                "unix://:secret@/run/redis.sock | unix://:***@/run/redis.sock?db=0",
                "redis-socket:///run/redis.sock?password=secret | unix://:***@/run/redis.sock?db=0",
                "redis-sentinel://a:1,b/2#site | redis-sentinel://a:1,b:26379/2#site",
                "redis-sentinel://:secret@a,b,c#site | redis-sentinel://:***@a:26379,b:26379,c:26379/0#site",
                "rediss-sentinel://a?sentinelMasterId=site | rediss-sentinel://a:26379/0#site",
            })
    void every_usual_form_is_understood_and_printed_without_its_password(String url, String printed) {
        assertThat(RedisUrl.parse(url)).hasToString(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://:p%40s%2Fs%3A%25@cache | p@s/s:%",
                "redis://:a+b@cache | a+b",
                "redis://:100%@cache | 100%",
                "redis://:p@ss@cache | p@ss",
                "redis://:a:b@cache | a:b",
                "redis://:%C3%A9@cache | é",
                "unix:///s?db=1&password=a%26b | a&b",
            })
    void passwords_are_decoded_as_redis_py_does(String url, String password) {
        assertThat(Objects.requireNonNull(RedisUrl.parse(url).password()).revealText())
                .isEqualTo(password);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:6379 | begin with a scheme",
                "http://:s3cret@cache | begin with a scheme",
                "redis://:s3cret/more@cache | percent-encode",
                "redis://:s3cret?more@cache | percent-encode",
                "redis://s3cret@cache | one word before its '@'",
                "redis://s3cret:@cache | a user name without a password",
                "redis://cache:s3cret | port that is not a number",
                "redis://cache:70000 | between 1 and 65535",
                "redis://cache/s3cret | database that is not a number",
                "redis://::1:6379 | without brackets",
                "redis://a,b | only redis-sentinel:// takes more than one",
                "redis-sentinel://a:1,b:2/1 | does not name the master",
                "unix://?db=1 | absolute path",
                "redis://cache?db=1&password=a&s3cret=1 | an option that is not known",
                "rediss://cache?ssl_cert_reqs=s3cret | neither required nor none",
            })
    void what_cannot_be_understood_is_explained_without_showing_it(String url, String explanation) {
        assertThatThrownBy(() -> RedisUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(explanation)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void sentinels_may_have_a_password_of_their_own() {
        RedisUrl url = RedisUrl.parse("redis-sentinel://:data@a,b#site?sentinel_password=watch");
        // What follows '#' is the name, as it is everywhere in URLs.
        assertThat(url.master()).isEqualTo("site?sentinel_password=watch");
        RedisUrl right = RedisUrl.parse("redis-sentinel://:data@a,b?sentinel_password=watch#site");
        assertThat(Objects.requireNonNull(right.sentinelPassword()).revealText())
                .isEqualTo("watch");
        assertThat(right.toRedisUri(Duration.ofSeconds(1)).getSentinels()).hasSize(2);
        assertThat(right.toString() + right.toRedisUri(Duration.ofSeconds(1)))
                .doesNotContain("data")
                .doesNotContain("watch");
    }

    @Test
    void certificates_are_verified_unless_the_url_says_otherwise() {
        assertThat(RedisUrl.parse("rediss://cache").verify()).isEqualTo(SslVerifyMode.FULL);
        assertThat(RedisUrl.parse("rediss://cache?ssl_cert_reqs=none").verify()).isEqualTo(SslVerifyMode.NONE);
        assertThat(RedisUrl.parse("rediss://cache?ssl_check_hostname=false").verify())
                .isEqualTo(SslVerifyMode.CA);
        assertThat(RedisUrl.parse("rediss://cache?ssl_ca_certs=/etc/ca.pem").certificates())
                .isEqualTo(Path.of("/etc/ca.pem"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory:", "memory://", " MEMORY: ", "memory"})
    void memory_is_not_a_redis(String url) {
        assertThat(RedisUrl.isMemory(url)).isTrue();
        assertThat(RedisUrl.isMemory("redis://memory")).isFalse();
    }
}
