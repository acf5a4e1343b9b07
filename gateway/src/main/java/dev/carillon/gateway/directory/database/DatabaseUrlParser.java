package dev.carillon.gateway.directory.database;

import dev.carillon.gateway.settings.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a database URL apart. Its errors never repeat a part that could be, or hold, the password. */
final class DatabaseUrlParser {
    private static final String ESCAPE = "; characters such as @ : / ? # % in a user name or password are written"
            + " percent-encoded (%40 for @, %2F for /)";

    private final String url;

    DatabaseUrlParser(String url) {
        this.url = url;
    }

    DatabaseUrl parse() {
        int colon = url.indexOf(':');
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        Dialect dialect = Dialect.ofScheme(scheme);
        if (dialect == null) {
            // What stands before the first colon may be a user name or more where the scheme was forgotten.
            String said = scheme.matches("[a-z][a-z0-9+-]{0,15}") && url.startsWith("://", colon)
                    ? "'" + scheme + "://' is not a supported database"
                    : "this is not a database URL";
            throw new IllegalArgumentException(said + ": write sqlite:///db.sqlite3 (four slashes for an absolute"
                    + " path), postgres://user:password@host:5432/name or mysql://user:password@host:3306/name");
        }
        if (!url.startsWith("://", colon)) {
            throw new IllegalArgumentException("'://' must follow " + scheme + " in the database URL");
        }
        String rest = url.substring(colon + 3);
        return dialect == Dialect.SQLITE ? file(rest) : server(dialect, rest);
    }

    private static DatabaseUrl file(String rest) {
        String path = decode(beforeQuery(rest), false);
        if (path.isEmpty() || path.equals("/") || path.endsWith(":memory:") || rest.contains("mode=memory")) {
            throw new IllegalArgumentException("an in-memory SQLite database belongs to Django's process alone: give"
                    + " the path of the file that Django uses, as in sqlite:///db.sqlite3");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a SQLite path follows three slashes (sqlite:///db.sqlite3), an absolute"
                    + " one four (sqlite:////srv/site/db.sqlite3)");
        }
        return new DatabaseUrl(Dialect.SQLITE, "", 0, path.substring(1), null, null, Map.of());
    }

    private static DatabaseUrl server(Dialect dialect, String rest) {
        String beforeQuery = beforeQuery(rest);
        int slash = beforeQuery.indexOf('/');
        String authority = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
        String path = slash < 0 ? "" : beforeQuery.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        if (at < 0 && rest.indexOf('@') >= 0) {
            throw new IllegalArgumentException("the database URL's host cannot be told from its password" + ESCAPE);
        }
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        String name = decode(path, false);
        if (name.isEmpty() || name.contains("/") || (dialect == Dialect.MYSQL && name.contains("?"))) {
            throw new IllegalArgumentException("the database URL must end with the database's name: " + dialect.scheme()
                    + "://user:password@host:" + dialect.defaultPort() + "/name" + ESCAPE);
        }
        Host host = host(dialect, authority.substring(at + 1));
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon), false);
        Secret password = colon < 0 ? null : Secret.of(decode(userInfo.substring(colon + 1), false));
        Map<String, String> properties = DatabaseParameters.translate(dialect, query(rest));
        return new DatabaseUrl(dialect, host.name, host.port, name, user.isEmpty() ? null : user, password, properties);
    }

    private record Host(String name, int port) {}

    private static Host host(Dialect dialect, String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (text.startsWith("[") && end == 0) {
            throw new IllegalArgumentException("the IPv6 address in the database URL lacks its closing bracket");
        }
        String name = decode(end < 0 ? text : text.substring(0, end), false);
        String port = end < 0 ? "" : text.substring(end);
        if (name.startsWith("/")) {
            throw DatabaseParameters.unixSocket(dialect);
        }
        if (name.startsWith("[")) {
            name = name.substring(1, name.length() - 1);
        }
        return new Host(name.isEmpty() ? "localhost" : name, port.isEmpty() ? dialect.defaultPort() : port(port));
    }

    private static int port(String text) {
        if (!text.matches(":\\d{1,5}") || Integer.parseInt(text.substring(1)) > 65535 || text.matches(":0+")) {
            throw new IllegalArgumentException(
                    "the port in the database URL must be a number from 1 to 65535" + ESCAPE);
        }
        return Integer.parseInt(text.substring(1));
    }

    private static String beforeQuery(String rest) {
        int question = rest.indexOf('?');
        return question < 0 ? rest : rest.substring(0, question);
    }

    private static Map<String, String> query(String rest) {
        Map<String, String> parameters = new HashMap<>();
        int question = rest.indexOf('?');
        for (String pair :
                question < 0 ? new String[0] : rest.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(decode(equals < 0 ? pair : pair.substring(0, equals), true), decode(value, true));
        }
        parameters.remove("");
        return parameters;
    }

    private static String decode(String text, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
                bytes.write(checkedByte(high, low));
                i += 2;
            } else {
                bytes.write(plusIsSpace && raw[i] == '+' ? ' ' : raw[i]);
            }
        }
        return text(bytes);
    }

    private static int checkedByte(int high, int low) {
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException(
                    "a '%' in the database URL is not followed by two hexadecimal digits" + ESCAPE);
        }
        return high << 4 | low;
    }

    private static String text(ByteArrayOutputStream bytes) {
        @Nullable CharacterCodingException failure;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            failure = e;
        }
        throw new IllegalArgumentException("a percent-encoded part of the database URL is not UTF-8", failure);
    }
}
