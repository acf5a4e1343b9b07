package dev.carillon.gateway.config;

import dev.carillon.gateway.admin.AdminConfig;
import dev.carillon.gateway.admission.AdmissionConfig;
import dev.carillon.gateway.auth.SesameConfig;
import dev.carillon.gateway.auth.jwt.JwtConfig;
import dev.carillon.gateway.auth.session.SessionConfig;
import dev.carillon.gateway.bus.BusConfig;
import dev.carillon.gateway.bus.redis.RedisConfig;
import dev.carillon.gateway.directory.DirectoryConfig;
import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.directory.TablesConfig;
import dev.carillon.gateway.fanout.SlowConfig;
import dev.carillon.gateway.handshake.CredentialsConfig;
import dev.carillon.gateway.known.PermissionsConfig;
import dev.carillon.gateway.lifecycle.LoggingConfig;
import dev.carillon.gateway.lifecycle.ShutdownConfig;
import dev.carillon.gateway.log.LogConfig;
import dev.carillon.gateway.session.KeepaliveConfig;
import dev.carillon.gateway.settings.Setting;
import dev.carillon.gateway.transport.TransportConfig;
import dev.carillon.gateway.transport.websocket.WebSocketConfig;
import java.util.List;

/** Everything that can be configured: each group is a record beside what it configures. */
public record GatewayConfig(
        @Setting(
                value = "Where clients connect: host:port, [v6]:port, :port for every address, or unix:/path; several"
                        + " by commas.",
                fallback = "127.0.0.1:8888")
        List<String> listen,

        AdminConfig admin,
        DjangoConfig django,
        TablesConfig tables,
        SesameConfig sesame,
        JwtConfig jwt,
        SessionConfig session,
        CredentialsConfig credentials,
        RedisConfig redis,
        BusConfig bus,
        DirectoryConfig directory,
        PermissionsConfig permissions,
        KeepaliveConfig keepalive,
        WebSocketConfig websocket,
        SlowConfig slow,
        LogConfig log,
        TransportConfig transport,
        AdmissionConfig admission,
        ShutdownConfig shutdown,
        LoggingConfig logging) {

    public GatewayConfig {
        listen = List.copyOf(listen);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("listen must name at least one address");
        }
        if (bus.maxSize().bytes() > log.maxBytes().bytes()) {
            throw new IllegalArgumentException("bus.max_size must not be above log.max_bytes");
        }
    }

    /** Whether there is no Django site to ask, since tokens tell all; nothing else is accepted then. */
    public boolean isWithoutSite() {
        return jwt.tellsAll() && django.secretKey() == null && django.database() == null;
    }
}
