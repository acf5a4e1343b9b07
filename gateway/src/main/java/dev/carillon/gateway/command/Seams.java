package dev.carillon.gateway.command;

import dev.carillon.gateway.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands set to work. The real parts are put in by the gateway's main class, fakes by tests. */
public record Seams(Server server, DemoServer demo, Probe probe, TokenMaker tokens, BusOpener bus) {
    /** Starts a gateway; closing what it returns drains it. */
    public interface Server {
        AutoCloseable start(GatewayConfig config) throws Exception;
    }

    /** Starts the demo, as far as the environment says where and how, and prints where to look. */
    public interface DemoServer {
        AutoCloseable start(Map<String, String> environment, PrintWriter out) throws Exception;
    }

    /** Tries what a gateway with this configuration would need; takes seconds at most. */
    public interface Probe {
        List<Finding> probe(GatewayConfig config) throws Exception;
    }

    /** Makes a token: a JWT where one is wished, else one that the site's own django-sesame would accept. */
    public interface TokenMaker {
        String make(GatewayConfig config, User user, @Nullable JwtWish jwt) throws Exception;
    }

    /**
     * How a JWT shall be.
     *
     * @param privateKey file of the key to sign with; null for the first of jwt.secrets
     * @param sees content types, for a gateway that takes them from tokens
     * @param lifetime null for an hour, or less where the configuration wants it so
     */
    public record JwtWish(
            @Nullable Path privateKey,
            @Nullable String keyId,
            List<String> sees,
            @Nullable Duration lifetime) {}

    /** Connects to the broker itself, to publish where no gateway runs. */
    public interface BusOpener {
        BusConnection open(GatewayConfig config) throws Exception;
    }

    /** Publishes; blocks. */
    public interface BusConnection extends AutoCloseable {
        /** How many subscribers the broker handed the payload to. */
        long publish(byte[] payload) throws Exception;

        @Override
        void close();
    }

    /**
     * One thing that was tried.
     *
     * @param subject like database, or redis
     * @param words what was found; for a problem, what to do about it, too
     */
    public record Finding(String subject, boolean good, String words) {}

    /** By primary key (or what SESAME_PRIMARY_KEY_FIELD names) or by login name: one of the two is null. */
    public record User(@Nullable String key, @Nullable String username) {
        @Override
        public String toString() {
            return key != null ? "user " + key : "user named " + username;
        }
    }

    /** What can go wrong without a fault of the program: the message is all that the user needs. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        public Failure(String message) {
            super(message);
        }

        public Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
