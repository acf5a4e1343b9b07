package dev.carillon.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.gateway.config.ConfigException.Problem;
import dev.carillon.gateway.fanout.SlowConfig;
import dev.carillon.gateway.settings.ByteSize;
import dev.carillon.gateway.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void nothing_given_is_the_guides_defaults() throws Exception {
        GatewayConfig config = ConfigReader.read(null, Map.of()).config();
        assertThat(config.listen()).containsExactly("127.0.0.1:8888");
        assertThat(config.admin().listen()).isEqualTo("127.0.0.1:9888");
        assertThat(config.redis().channel()).isEqualTo("events");
        assertThat(config.redis().url()).isEqualTo(Secret.of("redis://127.0.0.1:6379/1"));
        assertThat(config.keepalive().pingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.websocket().maxMessage()).isEqualTo(new ByteSize(1 << 20));
        assertThat(config.sesame().tokens()).containsExactly("v2", "v1");
        assertThat(config.sesame().scope()).isEmpty();
        assertThat(config.sesame().packer()).isNull();
        assertThat(config.django().secretKey()).isNull();
    }

    @Test
    void a_file_sets_values_of_every_type() throws Exception {
        GatewayConfig config = fromFile("""
                listen:
                  - 0.0.0.0:80
                  - "[::1]:80"
                django:
                  secret_key: 12345
                  secret_key_fallbacks: ["a,b", "c"]
                  database: sqlite:///db.sqlite3
                  use_tz: no
                  time_zone: Europe/Paris
                sesame:
                  max_age: none
                slow: {policy: skip, max_behind: 1m}
                log:
                  max_bytes: 128MiB
                keepalive.ping_interval: 500ms
                """);
        assertThat(config.listen()).containsExactly("0.0.0.0:80", "[::1]:80");
        assertThat(config.django().secretKey()).isEqualTo(Secret.of("12345"));
        assertThat(config.django().secretKeyFallbacks()).containsExactly(Secret.of("a,b"), Secret.of("c"));
        assertThat(config.django().useTz()).isFalse();
        assertThat(config.django().timeZone().getId()).isEqualTo("Europe/Paris");
        assertThat(config.sesame().maxAge()).isNull();
        assertThat(config.slow().policy()).isEqualTo(SlowConfig.Policy.SKIP);
        assertThat(config.slow().maxBehind()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.log().maxBytes()).isEqualTo(new ByteSize(128 << 20));
        assertThat(config.keepalive().pingInterval()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void variables_go_before_the_file() throws Exception {
        Path file = write("redis: {url: 'redis://file/1', channel: from_file}");
        GatewayConfig config = ConfigReader.read(file, Map.of("CARILLON_REDIS_URL", "redis://variable/1"))
                .config();
        assertThat(config.redis().url()).isEqualTo(Secret.of("redis://variable/1"));
        assertThat(config.redis().channel()).isEqualTo("from_file");
    }

    @Test
    void lists_in_variables_are_parted_by_commas_or_are_a_json_array() throws Exception {
        GatewayConfig config = fromEnvironment(Map.of(
                "CARILLON_LISTEN", "[::1]:80, :8888",
                "CARILLON_SESAME_TOKENS", "v2",
                "CARILLON_DJANGO_SECRET_KEY_FALLBACKS", "[\"a,b\", \"c\\\"d\"]"));
        assertThat(config.listen()).containsExactly("[::1]:80", ":8888");
        assertThat(config.sesame().tokens()).containsExactly("v2");
        assertThat(config.django().secretKeyFallbacks()).containsExactly(Secret.of("a,b"), Secret.of("c\"d"));
    }

    @Test
    void secrets_are_read_from_files() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "sec ret\n");
        Path fallbacks = Files.writeString(directory.resolve("fallbacks"), "one,1\ntwo\n\n");
        Path file = write("django:\n  secret_key_file: " + key);
        GatewayConfig config = ConfigReader.read(
                        file, Map.of("CARILLON_DJANGO_SECRET_KEY_FALLBACKS_FILE", fallbacks.toString()))
                .config();
        assertThat(config.django().secretKey()).isEqualTo(Secret.of("sec ret"));
        assertThat(config.django().secretKeyFallbacks()).containsExactly(Secret.of("one,1"), Secret.of("two"));
    }

    @Test
    void a_secret_and_its_file_at_once_are_refused() throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "hunter2");
        assertThat(problems(null, Map.of("CARILLON_SESAME_KEY", "hunter2", "CARILLON_SESAME_KEY_FILE", key.toString())))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).contains("twice").doesNotContain("hunter2"));
    }

    @Test
    void every_problem_is_told_at_once_with_its_place() throws Exception {
        Path file = write("""
                redis:
                  chanel: events
                keepalive:
                  ping_interval: soon
                  ping_timeout: 0s
                log:
                  max_events: 1
                  max_bytes: 1
                """);
        List<Problem> problems = problems(file, Map.of("CARILLON_BUS_MAX_DEPTH", "0", "CARILLON_REDIS_CHANEL", "x"));
        assertThat(problems)
                .extracting(Problem::where, Problem::key)
                .containsExactlyInAnyOrder(
                        tuple(file + ":2", "redis.chanel"),
                        tuple(file + ":4", "keepalive.ping_interval"),
                        tuple(file + ":5", "keepalive.ping_timeout"),
                        tuple(file + ":7", "log.max_events"),
                        tuple(file + ":8", "log.max_bytes"),
                        tuple("CARILLON_BUS_MAX_DEPTH", "bus.max_depth"),
                        tuple("CARILLON_REDIS_CHANEL", ""));
        assertThat(problems)
                .extracting(Problem::what)
                .anySatisfy(what -> assertThat(what).contains("'soon' is not a duration", "20s"));
    }

    @ParameterizedTest
    @CsvSource({
        "redis.chanel, redis.channel",
        "reddis, redis",
        "secret_key, django.secret_key",
        "keepalive.pingInterval, keepalive.ping_interval",
        "django.secret-key, django.secret_key",
    })
    void an_unknown_key_is_answered_with_the_nearest(String wrong, String right) throws Exception {
        assertThat(problems(write(wrong + ": x"), Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("did you mean " + right + "?"));
    }

    @ParameterizedTest
    @CsvSource({
        "CARILLON_REDIS_CHANEL, CARILLON_REDIS_CHANNEL",
        "CARILLON_SECRET_KEY, CARILLON_DJANGO_SECRET_KEY",
        "CARILLON_DATABASE, CARILLON_DJANGO_DATABASE",
        "CARILLON_REDIS_PORT, CARILLON_REDIS_URL",
    })
    void an_unknown_variable_is_answered_with_the_nearest(String wrong, String right) {
        assertThat(problems(null, Map.of(wrong, "hunter2")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("did you mean " + right + "?")
                        .doesNotContain("hunter2"));
    }

    @Test
    void what_is_near_to_nothing_is_refused_without_a_guess() {
        assertThat(problems(null, Map.of("CARILLON_ENTIRELY_DIFFERENT_THING", "x")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).doesNotContain("did you mean"));
    }

    @Test
    void variables_of_the_launcher_and_of_kubernetes_are_passed_over() throws Exception {
        fromEnvironment(Map.of(
                "CARILLON_JAVA_HOME", "/x",
                "CARILLON_JAVA_OPTS", "-Xmx1g",
                "CARILLON_SERVICE_HOST", "10.0.0.1",
                "CARILLON_SERVICE_PORT_HTTP", "8888",
                "CARILLON_PORT", "tcp://10.0.0.1:8888",
                "CARILLON_ADMIN_PORT", "tcp://10.0.0.1:9888",
                "CARILLON_PORT_8888_TCP_ADDR", "10.0.0.1"));
    }

    @Test
    void a_key_written_twice_is_refused() throws Exception {
        Path file = write("redis:\n  channel: a\n  channel: b\nredis.channel: c\nredis:\n  url: redis://x\n");
        assertThat(problems(file, Map.of()))
                .extracting(Problem::where)
                .containsExactly(file + ":3", file + ":4", file + ":5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "django: {secret_key: *hunter2}",
                "django:\n  secret_key: !hunter2 x",
                "django:\n  secret_key: &hunter2 hunter2",
                "django:\n  secret_key: @hunter2",
                "django:\n  secret_key: %hunter2",
                "django:\n  secret_key: \"hunter2",
                "django:\n  secret_key: hunter2: hunter2",
                "django:\n  secret_key: hunter2:",
                "# \uD83D\uDD14\ndjango:\n  secret_key: &hunter2",
                "django:\n\tsecret_key: hunter2",
                "django: hunter2",
                "django: [hunter2]",
                "hunter2",
                "- hunter2",
                "redis: {channel: x}\n---\nredis: {channel: hunter2}",
                "django: {secret_key: {hunter2: 1}}",
                "django: {secret_key: [hunter2]}",
                "django: {secret_key_fallbacks: [[hunter2]]}",
                "keepalive: {ping_interval: [1, 2]}",
                "bus: {max_depth: }",
            })
    void what_is_not_as_it_should_be_is_told_with_its_line_and_no_secret(String text) throws Exception {
        Path file = write(text);
        assertThat(problems(file, Map.of())).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.where()).startsWith(file + ":");
            assertThat(problem.what()).doesNotContain("hunter2");
        });
    }

    @Test
    void a_missing_file_is_told() {
        assertThat(problems(directory.resolve("absent.yaml"), Map.of()))
                .extracting(Problem::what)
                .containsExactly("there is no such file");
    }

    @Test
    void an_empty_file_and_empty_groups_are_fine() throws Exception {
        fromFile("");
        fromFile("# nothing\n");
        fromFile("redis:\nbus: {}\n");
    }

    @Test
    void limits_between_settings_are_told_where_one_of_them_was_set() throws Exception {
        Path file = write("slow:\n  low_watermark: 1MiB\n");
        assertThat(problems(file, Map.of()))
                .extracting(Problem::where, Problem::key)
                .containsExactly(tuple(file + ":2", "slow.low_watermark"));
        assertThat(problems(null, Map.of("CARILLON_BUS_MAX_SIZE", "100MiB")))
                .extracting(Problem::where, Problem::what)
                .containsExactly(tuple("CARILLON_BUS_MAX_SIZE", "bus.max_size must not be above log.max_bytes"));
        fromFile("slow: {low_watermark: 1MiB, high_watermark: 2MiB}");
    }

    @Test
    void a_value_that_cannot_be_read_causes_no_second_problem() throws Exception {
        assertThat(problems(write("slow: {low_watermark: 1MiB, high_watermark: lots}"), Map.of()))
                .extracting(Problem::key)
                .containsExactly("slow.high_watermark");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("carillon.yaml"), text);
    }

    private GatewayConfig fromFile(String text) throws Exception {
        return ConfigReader.read(write(text), Map.of()).config();
    }

    private static GatewayConfig fromEnvironment(Map<String, String> environment) throws ConfigException {
        return ConfigReader.read(null, environment).config();
    }

    private static List<Problem> problems(@Nullable Path file, Map<String, String> environment) {
        ConfigException refusal =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, environment));
        assertThat(refusal).isNotNull();
        return refusal.problems();
    }
}
