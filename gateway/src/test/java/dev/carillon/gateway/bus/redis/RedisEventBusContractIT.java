package dev.carillon.gateway.bus.redis;

import dev.carillon.gateway.bus.EventBus;
import dev.carillon.gateway.bus.EventBusContract;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.gateway.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisEventBusContractIT extends EventBusContract {
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    protected EventBus open() {
        return new RedisEventBus(RedisBed.config(redis.url()), new Metrics(), new Readiness());
    }
}
