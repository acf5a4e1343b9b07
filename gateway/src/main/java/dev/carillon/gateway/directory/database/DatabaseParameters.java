package dev.carillon.gateway.directory.database;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a database URL's query says, translated from the client libraries that Django uses (libpq, mysqlclient) to JDBC
 * properties. What is not known is refused: a misspelt {@code sslmode} must not pass in silence.
 */
final class DatabaseParameters {
    /** Of Django and its client libraries only; without a meaning here. */
    private static final Set<String> IGNORED = Set.of(
            "conn_max_age",
            "conn_health_checks",
            "atomic_requests",
            "autocommit",
            "disable_server_side_cursors",
            "engine",
            "charset",
            "collation",
            "use_unicode",
            "init_command",
            "sql_mode",
            "isolation_level",
            "client_encoding",
            "pool");

    private static final Map<String, String> POSTGRESQL = Map.ofEntries(
            Map.entry("sslmode", "sslmode"),
            Map.entry("sslrootcert", "sslrootcert"),
            Map.entry("sslcert", "sslcert"),
            Map.entry("sslkey", "sslkey"),
            Map.entry("gssencmode", "gssEncMode"),
            Map.entry("channel_binding", "channelBinding"),
            Map.entry("application_name", "ApplicationName"),
            Map.entry("options", "options"),
            Map.entry("connect_timeout", "connectTimeout"),
            Map.entry("preparethreshold", "prepareThreshold"),
            Map.entry("prepare_threshold", "prepareThreshold"));

    private static final Map<String, String> MYSQL = Map.of(
            "sslmode", "sslMode",
            "ssl_mode", "sslMode",
            "ssl-mode", "sslMode",
            "ssl-ca", "serverSslCert",
            "ssl_ca", "serverSslCert",
            "connect_timeout", "connectTimeout",
            "allowpublickeyretrieval", "allowPublicKeyRetrieval");

    private static final Map<String, String> MYSQL_SSL_MODES = Map.of(
            "disabled", "disable",
            "disable", "disable",
            "required", "trust",
            "require", "trust",
            "verify_ca", "verify-ca",
            "verify-ca", "verify-ca",
            "verify_identity", "verify-full",
            "verify-full", "verify-full");

    private DatabaseParameters() {}

    static Map<String, String> translate(Dialect dialect, Map<String, String> query) {
        Map<String, String> known = dialect == Dialect.MYSQL ? MYSQL : POSTGRESQL;
        Map<String, String> properties = new HashMap<>();
        query.forEach((key, value) -> {
            String name = key.toLowerCase(Locale.ROOT);
            if (name.equals("unix_socket") || name.equals("socket") || (name.equals("host") && value.startsWith("/"))) {
                throw unixSocket(dialect);
            }
            String property = known.get(name);
            if (property != null) {
                properties.put(property, value);
            } else if (!IGNORED.contains(name)) {
                throw new IllegalArgumentException("the database URL has an unknown parameter '" + printable(name)
                        + "'; known are " + String.join(", ", new TreeSet<>(known.keySet())));
            }
        });
        if (dialect == Dialect.MYSQL) {
            mysqlModes(properties);
        } else {
            postgresqlModes(properties);
        }
        return properties;
    }

    static IllegalArgumentException unixSocket(Dialect dialect) {
        return new IllegalArgumentException("the database URL names a Unix socket, which the JDBC driver cannot use:"
                + " give the host and port that the server listens on, as in " + dialect.scheme()
                + "://user:password@127.0.0.1:" + dialect.defaultPort() + "/name");
    }

    /** libpq verifies the certificate as soon as it has a root for it; {@code system} names the machine's own roots. */
    private static void postgresqlModes(Map<String, String> properties) {
        String root = properties.get("sslrootcert");
        if ("system".equals(root)) {
            properties.remove("sslrootcert");
            properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            properties.put("sslmode", "verify-full");
        } else if (root != null && "require".equals(properties.get("sslmode"))) {
            properties.put("sslmode", "verify-ca");
        }
        oneOf(
                "sslmode",
                properties.get("sslmode"),
                Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"));
        wholeSeconds(properties.get("connectTimeout"));
    }

    private static void mysqlModes(Map<String, String> properties) {
        String mode = properties.get("sslMode");
        if (mode != null) {
            String lower = mode.toLowerCase(Locale.ROOT);
            oneOf("ssl_mode", lower, MYSQL_SSL_MODES.keySet());
            properties.put("sslMode", MYSQL_SSL_MODES.getOrDefault(lower, "verify-full"));
        } else if (properties.containsKey("serverSslCert")) {
            properties.put("sslMode", "verify-ca");
        }
        String timeout = properties.get("connectTimeout");
        if (timeout != null) {
            wholeSeconds(timeout);
            properties.put("connectTimeout", timeout + "000");
        }
    }

    private static void oneOf(String parameter, @Nullable String value, Set<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            throw new IllegalArgumentException(
                    "the database URL's " + parameter + " must be one of " + String.join(", ", new TreeSet<>(allowed)));
        }
    }

    private static void wholeSeconds(@Nullable String value) {
        if (value != null && !value.matches("\\d{1,4}")) {
            throw new IllegalArgumentException("the database URL's connect_timeout must be a whole number of seconds");
        }
    }

    private static String printable(String name) {
        return name.matches("[a-z0-9_.-]{1,40}") ? name : "(unprintable)";
    }
}
