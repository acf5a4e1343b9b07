package dev.carillon.gateway.bus.redis;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.gateway.bus.BusException;
import dev.carillon.gateway.bus.RecordingControl;
import dev.carillon.gateway.testing.RedisServer;
import dev.carillon.gateway.testing.RedisTls;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RedisAccessIT {
    private static final String ACL =
            "user gateway on >s3cr/t nocommands +ping +subscribe +unsubscribe +publish resetchannels &events &events:control";

    @Test
    void a_password_opens_the_bus() {
        try (RedisServer redis = RedisServer.startWithPassword("p@ss");
                RedisBed bed = new RedisBed("redis://:p%40ss@127.0.0.1:" + redis.port() + "/1").awaitReady()) {
            bed.awaitEventFrom(redis, "behind a password");
        }
    }

    @Test
    void a_wrong_or_missing_password_is_explained_and_not_shown() {
        try (RedisServer redis = RedisServer.startWithPassword("p@ss");
                RedisBed wrong = new RedisBed("redis://:wr0ng@127.0.0.1:" + redis.port());
                RedisBed missing = new RedisBed("redis://127.0.0.1:" + redis.port())) {
            wrong.awaitRed("refused the user or the password");
            missing.awaitRed("wants a password");
            assertThat(wrong.readiness.reasons().toString()).doesNotContain("wr0ng");
        }
    }

    @Test
    void a_user_with_the_least_rights_is_enough() {
        try (RedisServer redis = RedisServer.start(ACL + " &carillon:canary:*");
                RedisBed bed = new RedisBed("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port() + "/1").awaitReady()) {
            bed.awaitEventFrom(redis, "for a user of few rights");
            assertThat(RedisProbe.check(RedisBed.config("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port())))
                    .isEmpty();
        }
    }

    @Test
    void a_forbidden_canary_is_explained_while_events_flow_and_taken_up_once_it_is_granted() {
        try (RedisServer redis = RedisServer.start(ACL);
                RedisBed bed = new RedisBed("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port())) {
            bed.awaitRed("may not SUBSCRIBE to the canary's channel; grant it: ACL SETUSER gateway +ping +subscribe"
                    + " +unsubscribe +publish &events &events:control &carillon:canary:*");
            bed.awaitEventFrom(redis, "unwatched");
            redis.command("ACL", "SETUSER", "gateway", "&carillon:canary:*");
            bed.awaitReady();
            redis.command("ACL", "SETUSER", "gateway", "-publish");
            bed.awaitRed("may not PUBLISH to the canary's channel");
            bed.awaitEventFrom(redis, "still unwatched");
            redis.command("ACL", "SETUSER", "gateway", "+publish");
            bed.awaitReady();
            assertThat(bed.gaps("canary") + bed.gaps("disconnected")).isZero();
        }
    }

    @Test
    void a_forbidden_control_channel_costs_no_event_and_is_taken_up_once_it_is_granted() {
        String without = ACL.replace(" &events:control", "") + " &carillon:canary:*";
        try (RedisServer redis = RedisServer.start(without);
                RedisBed bed = new RedisBed("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port()).awaitReady()) {
            bed.awaitEventFrom(redis, "without control");
            assertThat(bed.told).containsExactly(RecordingControl.GAP);
            assertThat(RedisProbe.check(RedisBed.config("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port()))
                            .toString())
                    .contains("may not SUBSCRIBE to events:control");
            redis.command("ACL", "SETUSER", "gateway", "&events:control");
            eventually("told of the gap again", () -> bed.told.size() == 2);
            redis.publish("events:control", "all".getBytes(StandardCharsets.UTF_8));
            eventually("control is heard", () -> bed.told.contains("all"));
            assertThat(bed.saysControlled()).isTrue();
        }
    }

    @Test
    void a_forbidden_channel_is_explained_and_tried_again() {
        try (RedisServer redis = RedisServer.start(ACL.replace("&events", "&other"));
                RedisBed bed = new RedisBed("redis://gateway:s3cr%2Ft@127.0.0.1:" + redis.port())) {
            bed.awaitRed("may not SUBSCRIBE to events");
            redis.command("ACL", "SETUSER", "gateway", "&events", "&carillon:canary:*");
            bed.awaitReady();
        }
    }

    @Test
    void a_unix_socket_serves_as_well() {
        try (RedisServer redis = RedisServer.start();
                RedisBed bed = new RedisBed("unix://" + redis.unixSocket() + "?db=1").awaitReady()) {
            bed.awaitEventFrom(redis, "through a socket");
            assertThat(RedisProbe.check(RedisBed.config("redis-socket://" + redis.unixSocket())))
                    .isEmpty();
        }
    }

    @Test
    void tls_is_spoken_to_a_server_whose_certificate_is_trusted_only() {
        try (RedisTls tls = RedisTls.start()) {
            String url = "rediss://127.0.0.1:" + tls.port();
            assertThat(problems(url))
                    .contains("TLS with Redis at 127.0.0.1:" + tls.port() + " failed: ", "ssl_ca_certs");
            assertThat(problems(url + "?ssl_cert_reqs=none")).isEqualTo("[]");
            try (RedisBed bed = new RedisBed(url + "?ssl_ca_certs=" + tls.certificate()).awaitReady()) {
                bed.awaitEventFrom(tls.redis(), "in secret");
            }
        }
    }

    @Test
    void one_event_can_be_published_without_a_bus() {
        try (RedisServer redis = RedisServer.start();
                RedisBed bed = new RedisBed(redis.url()).awaitReady()) {
            byte[] event = "from the command line".getBytes(StandardCharsets.UTF_8);
            assertThat(RedisEventBus.publishOnce(RedisBed.config(redis.url()), event))
                    .isEqualTo(1);
            eventually("it arrives", () -> bed.received.contains("from the command line"));
            redis.kill();
            assertThatThrownBy(() -> RedisEventBus.publishOnce(RedisBed.config(redis.url()), event))
                    .isInstanceOf(BusException.class)
                    .hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void a_check_names_each_problem_with_its_remedy() {
        try (RedisServer redis =
                RedisServer.start(ACL.replace("&events", "&other").replace("+publish", ""))) {
            String place = "@127.0.0.1:" + redis.port();
            assertThat(problems("redis://gateway:s3cr%2Ft" + place))
                    .contains("may not SUBSCRIBE to events", "may not SUBSCRIBE to the canary", "may not PUBLISH");
            assertThat(problems("redis://gateway:wr0ng" + place))
                    .contains("refused the user or the password")
                    .doesNotContain("wr0ng");
            assertThat(problems("rediss://127.0.0.1:" + redis.port())).contains("speaks no TLS on that port");
            assertThat(problems("redis://127.0.0.1:" + redis.port())).isEqualTo("[]");
            assertThat(problems("http://127.0.0.1")).contains("does not begin with a scheme that is known");
            redis.kill();
            assertThat(problems("redis://127.0.0.1:" + redis.port())).contains("cannot be reached");
            assertThat(problems("unix:///nowhere/redis.sock")).contains("cannot be reached");
            assertThat(problems("redis://name.invalid")).contains("has no address");
        }
    }

    private static String problems(String url) {
        return RedisProbe.check(RedisBed.config(url)).toString();
    }
}
