package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.GuideServer;
import dev.carillon.gateway.e2e.site.PythonEnvironment;
import dev.carillon.gateway.e2e.site.Surroundings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** Redis, PostgreSQL, the site with its users, and the guide's server: what a server under test stands beside. */
final class Stage implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final RedisServer redis;
    private final String redisUrl;
    private final DjangoSite site;
    private final GuideServer guide;

    /** Everything of it lives in a folder of this name below target/. */
    Stage(String name) {
        PythonEnvironment python = PythonEnvironment.get();
        Path folder = Surroundings.target().resolve(name);
        try {
            Files.createDirectories(folder);
            postgres = EmbeddedPostgres.builder().start();
            int redisPort = Surroundings.freePort();
            redis = RedisServer.newRedisServer()
                    .port(redisPort)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("dir " + folder)
                    .build();
            redis.start();
            redisUrl = "redis://127.0.0.1:" + redisPort + "/1";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String database = "postgres://postgres:postgres@localhost:" + postgres.getPort() + "/postgres";
        site = new DjangoSite(python, folder, database, redisUrl);
        site.runResource("users.py");
        guide = new GuideServer(site, "guide");
    }

    DjangoSite site() {
        return site;
    }

    GuideServer guide() {
        return guide;
    }

    String redisUrl() {
        return redisUrl;
    }

    @Override
    public void close() {
        try (postgres) {
            guide.close();
            site.close();
            redis.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
