package dev.carillon.gateway.bus.redis;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.RedisServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RedisSentinelIT {
    @Test
    void events_flow_again_when_the_sentinel_has_made_the_replica_the_master() {
        try (RedisServer master = RedisServer.start("repl-diskless-sync-delay 0");
                RedisServer replica = RedisServer.start("replicaof 127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.startSentinel("site", master)) {
            eventually("the replica follows", () -> replica.command("INFO", "replication")
                    .contains("master_link_status:up"));
            eventually("the sentinel knows it", () -> sentinel.command("SENTINEL", "replicas", "site")
                    .contains(Integer.toString(replica.port())));
            String url = "redis-sentinel://127.0.0.1:" + sentinel.port() + "/1#site";
            assertThat(RedisProbe.check(RedisBed.config(url))).isEmpty();
            try (RedisBed bed = new RedisBed(url).awaitReady()) {
                bed.awaitEventFrom(master, "from the first master");
                master.kill();
                eventually("failed over", () -> sentinel.command("SENTINEL", "get-master-addr-by-name", "site")
                        .contains(Integer.toString(replica.port())));
                bed.awaitReady().awaitEventFrom(replica, "from the second master");
                assertThat(bed.gaps("disconnected")).isEqualTo(1);
            }
        }
    }

    @Test
    void a_master_that_the_sentinel_does_not_know_is_named() {
        try (RedisServer master = RedisServer.start();
                RedisServer sentinel = RedisServer.startSentinel("site", master);
                RedisBed bed = new RedisBed("redis-sentinel://127.0.0.1:" + sentinel.port() + "#other")) {
            bed.awaitRed("the Sentinels do not know a master named \"other\"");
        }
    }
}
