package dev.carillon.gateway.auth.session;

import dev.carillon.gateway.e2e.site.Surroundings;
import dev.carillon.gateway.testing.MariaDbServer;
import dev.carillon.gateway.testing.PostgresServer;
import dev.carillon.gateway.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A site for each way to keep sessions, on real stores. */
final class SessionBeds {
    private static final String CORE = "django.core.cache.backends.redis.RedisCache";
    private static final String DJANGO_REDIS = "django_redis.cache.RedisCache";
    private final List<SessionBed> beds = new ArrayList<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** What has been opened is closed by {@link #close}, also when this fails. */
    void open() throws SQLException, IOException {
        PostgresServer postgres = opening(PostgresServer.start());
        RedisServer redis = opening(RedisServer.start());
        bed("db, SQLite", sqlite(), engine("db"));
        bed("db, PostgreSQL", postgres.createDatabase("db").djangoUrl(), engine("db"));
        if (MariaDbServer.isInstalled() || Boolean.getBoolean("carillon.require")) {
            MariaDbServer mariadb = opening(MariaDbServer.start());
            bed("db, MariaDB", mariadb.createDatabase("db").djangoUrl(), engine("db"));
        }
        bed("db in local time", sqlite(), with(engine("db"), "USE_TZ", false, "TIME_ZONE", "America/New_York"));
        String shared = postgres.createDatabase("cached").djangoUrl();
        bed("cached_db, core", shared, cached("cached_db", redis, 2, CORE, Map.of(), Map.of()));
        bed("cached_db, django-redis", sqlite(), cached("cached_db", redis, 3, DJANGO_REDIS, Map.of(), Map.of()));
        bed("cached_db, local cache", sqlite(), with(engine("cached_db"), "CACHES", Map.of("default", local())));
        bed("cache, core", sqlite(), cached("cache", redis, 4, CORE, Map.of(), Map.of()));
        Map<String, ?> function = Map.of("KEY_PREFIX", "p", "KEY_FUNCTION", "__main__.key_function");
        bed("cache, key function", sqlite(), cached("cache", redis, 5, CORE, function, Map.of()));
        Map<String, ?> prefix = Map.of("KEY_PREFIX", "site", "VERSION", 3);
        bed("cache, django-redis", sqlite(), cached("cache", redis, 6, DJANGO_REDIS, prefix, Map.of()));
        Map<String, ?> json = Map.of("SERIALIZER", "django_redis.serializers.json.JSONSerializer");
        bed("cache, json", sqlite(), cached("cache", redis, 7, DJANGO_REDIS, Map.of(), json));
        Map<String, ?> msgpack = Map.of("SERIALIZER", "django_redis.serializers.msgpack.MSGPackSerializer");
        bed("cache, msgpack", sqlite(), cached("cache", redis, 8, DJANGO_REDIS, Map.of(), msgpack));
        Map<String, ?> zlib = Map.of("COMPRESSOR", "django_redis.compressors.zlib.ZlibCompressor");
        bed("cache, zlib", sqlite(), cached("cache", redis, 9, DJANGO_REDIS, Map.of(), zlib));
        Map<String, ?> gzip = Map.of("COMPRESSOR", "django_redis.compressors.gzip.GzipCompressor", "PICKLE_VERSION", 2);
        bed("cache, gzip and protocol 2", sqlite(), cached("cache", redis, 10, DJANGO_REDIS, Map.of(), gzip));
        bed("signed_cookies", sqlite(), engine("signed_cookies"));
    }

    private void bed(String name, String databaseUrl, Map<String, ?> settings) {
        SessionBed bed = new SessionBed(name, databaseUrl, settings);
        opened.push(bed::close);
        beds.add(bed);
    }

    private <T extends AutoCloseable> T opening(T resource) {
        opened.push(resource);
        return resource;
    }

    private static String sqlite() throws IOException {
        Path folder = Files.createTempDirectory(Surroundings.target(), "session-site");
        return "sqlite:///" + folder.resolve("db.sqlite3");
    }

    private static Map<String, ?> engine(String name) {
        return Map.of("SESSION_ENGINE", "django.contrib.sessions.backends." + name);
    }

    private static Map<String, ?> with(Map<String, ?> settings, Object... more) {
        Map<String, Object> all = new HashMap<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    private static Map<String, ?> local() {
        return Map.of("BACKEND", "django.core.cache.backends.locmem.LocMemCache");
    }

    /** Sessions in a cache that is not the default one. */
    private static Map<String, ?> cached(
            String engine,
            RedisServer redis,
            int database,
            String backend,
            Map<String, ?> entry,
            Map<String, ?> options) {
        String url = redis.url().replaceFirst("/1$", "/" + database);
        Map<String, ?> cache = with(entry, "BACKEND", backend, "LOCATION", url, "OPTIONS", options);
        Map<String, ?> caches = Map.of("default", local(), "sessions", cache);
        return with(engine(engine), "CACHES", caches, "SESSION_CACHE_ALIAS", "sessions");
    }

    Stream<SessionBed> all() {
        return beds.stream();
    }

    /** Ends all, the last first. */
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
