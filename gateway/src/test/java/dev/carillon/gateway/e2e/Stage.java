package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.GuideServer;
import dev.carillon.gateway.e2e.site.PythonEnvironment;
import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.PostgresServer;
import dev.carillon.gateway.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Redis, PostgreSQL, the site with its users, and the guide's server: what a server under test stands beside. */
final class Stage implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final int port = Surroundings.freePort();
    private final DjangoSite site;
    private final GuideServer guide;

    /** Everything of it lives in a folder of this name below target/. */
    Stage(String name) throws SQLException {
        PythonEnvironment python = PythonEnvironment.get();
        try {
            postgres = opening(PostgresServer.start());
            redis = opening(RedisServer.start());
            String database = postgres.createDatabase("site").djangoUrl();
            site = opening(new DjangoSite(python, folder(name), database, redis.url(), uri()));
            site.runResource("users.py");
            guide = opening(new GuideServer(site, "guide"));
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Path folder(String name) {
        try {
            return Files.createDirectories(Surroundings.target().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    DjangoSite site() {
        return site;
    }

    GuideServer guide() {
        return guide;
    }

    /** Where the site's page expects the server under test. */
    URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    PostgresServer postgres() {
        return postgres;
    }

    RedisServer redis() {
        return redis;
    }

    String redisUrl() {
        return redis.url();
    }

    /** Ends all, the last first. */
    @Override
    public void close() {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(resource + " could not be ended", e);
            }
        }
    }
}
