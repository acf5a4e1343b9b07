package dev.carillon.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.directory.DirectoryException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>();
    private Seams.Server server = config -> () -> {};
    private Seams.Probe probe = config -> List.of();
    private Seams.TokenMaker tokens = (config, user, jwt) -> (jwt == null ? "token of " : jwt + " of ") + user;

    @Test
    void version_names_what_it_runs_on() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("carillon \\d+\\.\\d+\\.\\d+.*"),
                        line -> assertThat(line).startsWith("java " + Runtime.version()),
                        line -> assertThat(line).matches("netty 4\\..*"));
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "serve", "check", "token", "config", "publish", "why", "disconnect"})
    void help_has_an_example_and_fits_a_terminal(String command) {
        assertThat(command.isEmpty() ? run("--help") : run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Example", "  carillon " + command);
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void a_wrong_command_line_ends_with_2_and_a_word() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("serv")).isEqualTo(2);
        assertThat(run("serve", "--confg=x")).isEqualTo(2);
        assertThat(run("token")).isEqualTo(2);
        assertThat(run("token", "--user=1", "--username=alice")).isEqualTo(2);
        assertThat(run("publish")).isEqualTo(2);
        assertThat(run("why", "--user=1")).isEqualTo(2);
        assertThat(run("why", "--content-type=shop.order")).isEqualTo(2);
        assertThat(run("disconnect", "--reason=x")).isEqualTo(2);
        assertThat(run("disconnect", "--user=1", "--everyone")).isEqualTo(2);
        assertThat(err.toString()).contains("carillon: ", "Try 'carillon serve --help'.", "serve");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_bad_configuration_ends_with_1_and_every_problem() {
        environment.put("CARILLON_REDIS_CHANEL", "x");
        assertThat(run("serve")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("carillon: the configuration has 3 problems:")
                .contains("did you mean CARILLON_REDIS_CHANNEL?", "django.secret_key", "django.database")
                .doesNotContain("\tat ");
    }

    @Test
    void every_address_and_url_that_cannot_be_read_is_a_problem_with_its_source() {
        environment.put("CARILLON_DJANGO_SECRET_KEY", "hunter2");
        environment.put("CARILLON_DJANGO_DATABASE", "db.sqlite3");
        environment.put("CARILLON_REDIS_URL", "foo");
        environment.put("CARILLON_LISTEN", ":8888,foo");
        environment.put("CARILLON_ADMIN_LISTEN", "unix:/x");
        assertThat(run("check")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith("carillon: the configuration has 4 problems:")
                .contains(
                        "CARILLON_DJANGO_DATABASE: django.database: this is not a database URL",
                        "CARILLON_REDIS_URL: redis.url: the Redis URL",
                        "CARILLON_LISTEN: listen: 'foo' is not an address",
                        "CARILLON_ADMIN_LISTEN: admin.listen: takes no Unix socket")
                .doesNotContain("\tat ");
    }

    @Test
    void check_shows_each_finding_and_ends_with_1_for_a_problem() {
        withSite();
        probe = config -> List.of(
                new Seams.Finding("database", true, "reached"), new Seams.Finding("redis", false, "refused: start it"));
        assertThat(run("check")).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        "ok       configuration: complete",
                        "ok       database: reached",
                        "PROBLEM  redis: refused: start it");
        probe = config -> List.of(new Seams.Finding("database", true, "reached"));
        assertThat(run("check")).isZero();
    }

    @Test
    void token_prints_the_token_alone() {
        withSite();
        assertThat(run("token", "--user", "7")).isZero();
        assertThat(run("token", "--username", "alice")).isZero();
        assertThat(out.toString().lines()).containsExactly("token of user 7", "token of user named alice");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void a_jwt_is_made_only_where_one_is_asked_for() {
        withSite();
        assertThat(run("token", "--jwt", "--user", "7", "--key", "k.pem", "--sees", "shop.order,8", "--key-id=a"))
                .isZero();
        assertThat(run("token", "--jwt", "--username=ada", "--lifetime=60")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "JwtWish[privateKey=k.pem, keyId=a, sees=[shop.order, 8], lifetime=null] of user 7",
                        "JwtWish[privateKey=null, keyId=null, sees=[], lifetime=PT1M] of user named ada");
        assertThat(run("token", "--user", "7", "--key", "k.pem")).isEqualTo(2);
    }

    @Test
    void an_expected_failure_is_one_line() {
        withSite();
        tokens = (config, user, jwt) -> {
            throw new DirectoryException("the database is down");
        };
        assertThat(run("token", "--user", "7")).isEqualTo(1);
        tokens = (config, user, jwt) -> {
            throw new Seams.Failure("there is no " + user);
        };
        assertThat(run("token", "--user", "7")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("carillon: the database is down", "carillon: there is no user 7");
    }

    @Test
    void an_unexpected_failure_shows_where() {
        withSite();
        server = config -> {
            throw new IllegalStateException("a fault");
        };
        assertThat(run("serve")).isEqualTo(1);
        assertThat(err.toString()).contains("please report this", "a fault", "\tat ");
    }

    @Test
    void config_prints_what_is_in_effect_without_secrets() {
        withSite();
        assertThat(run("config")).isZero();
        assertThat(out.toString()).contains("CARILLON_DJANGO_DATABASE").doesNotContain("hunter2");
    }

    private void withSite() {
        environment.put("CARILLON_DJANGO_SECRET_KEY", "hunter2");
        environment.put("CARILLON_DJANGO_DATABASE", "postgres://carillon:hunter2@db/site");
    }

    private int run(String... arguments) {
        InputStream nothing = new ByteArrayInputStream(new byte[0]);
        Seams seams = new Seams(server, (env, printer) -> () -> {}, probe, tokens, config -> {
            throw new Seams.Failure("no bus here");
        });
        return Commands.execute(seams, environment, nothing, new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
