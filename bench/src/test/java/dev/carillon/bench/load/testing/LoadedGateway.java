package dev.carillon.bench.load.testing;

import dev.carillon.gateway.Gateway;
import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.demo.SampleSite;
import dev.carillon.gateway.transport.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.RedisServer;

/**
 * A whole gateway in this process, with a real Redis and the sample site's database, and its configuration as a file. Users 1
 * to 3 see all, three and three content types; user 4 sees none.
 */
public final class LoadedGateway implements AutoCloseable {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 5_000_000;

    private final RedisServer redis;
    private final SampleSite site;
    private final Gateway gateway;
    private final Path config;

    private LoadedGateway(RedisServer redis, SampleSite site, Gateway gateway, Path config) {
        this.redis = redis;
        this.site = site;
        this.gateway = gateway;
        this.config = config;
    }

    /** @param settings by the names of their variables */
    public static LoadedGateway start(Path folder, Map<String, String> settings) throws IOException, ConfigException {
        int redisPort = freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        SampleSite site = SampleSite.create(folder);
        Map<String, String> all = new HashMap<>(Map.of(
                "CARILLON_LISTEN",
                "127.0.0.1:0",
                "CARILLON_ADMIN_LISTEN",
                "127.0.0.1:0",
                "CARILLON_REDIS_URL",
                "redis://127.0.0.1:" + redisPort + "/1",
                "CARILLON_DJANGO_SECRET_KEY",
                site.secretKey().revealText(),
                "CARILLON_DJANGO_DATABASE",
                site.databaseUrl().revealText(),
                "CARILLON_SHUTDOWN_DRAIN",
                "0s"));
        all.putAll(settings);
        Gateway gateway = Gateway.start(ConfigReader.read(null, all).config());
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!gateway.readiness().isReady()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the gateway does not become ready");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Path config = Files.writeString(folder.resolve("carillon.yaml"), """
                listen: "%s"
                admin: {listen: "%s"}
                redis: {url: "redis://127.0.0.1:%d/1"}
                django: {secret_key: "%s", database: "%s"}
                """.formatted(
                        ListenAddress.format(gateway.addresses().getFirst()),
                        ListenAddress.format(gateway.adminAddress()),
                        redisPort,
                        site.secretKey().revealText(),
                        site.databaseUrl().revealText()));
        return new LoadedGateway(redis, site, gateway, config);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The configuration file that the load generator reads. */
    public String config() {
        return config.toString();
    }

    public String admin() {
        return "http://" + ListenAddress.format(gateway.adminAddress());
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        site.close();
        redis.stop();
    }
}
