package dev.carillon.bench.load;

import dev.carillon.bench.load.run.LoadException;
import dev.carillon.gateway.config.ConfigException;
import dev.carillon.gateway.config.ConfigReader;
import dev.carillon.gateway.config.GatewayConfig;
import dev.carillon.gateway.redis.RedisUrl;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the gateway's own configuration tells of where things are. */
final class Site {
    private final GatewayConfig config;

    private Site(GatewayConfig config) {
        this.config = config;
    }

    static Site read(@Nullable Path file, Map<String, String> environment) throws LoadException {
        try {
            return new Site(ConfigReader.read(file, environment).config());
        } catch (ConfigException e) {
            throw new LoadException(String.valueOf(e.getMessage()), e);
        }
    }

    URI webSocket() throws LoadException {
        String listen = config.listen().getFirst();
        if (listen.startsWith("unix:")) {
            throw new LoadException("the gateway listens on a Unix socket; name a WebSocket URL");
        }
        return URI.create("ws://" + reached(listen) + "/");
    }

    URI admin() {
        return URI.create("http://" + reached(config.admin().listen()));
    }

    /** An address to listen on, as it is reached from this machine. */
    private static String reached(String listen) {
        String port = listen.substring(listen.lastIndexOf(':'));
        String host = listen.substring(0, listen.lastIndexOf(':'));
        boolean everywhere = host.isEmpty() || host.equals("*") || host.equals("0.0.0.0");
        return (everywhere ? "127.0.0.1" : host.equals("[::]") ? "[::1]" : host) + port;
    }

    /** May hold a password. */
    String bus() {
        String redis = config.redis().url().revealText();
        return RedisUrl.isMemory(redis) ? admin().toString() : redis;
    }

    String channel() {
        return config.redis().channel();
    }
}
