package dev.carillon.gateway.directory.database;

import dev.carillon.gateway.directory.DjangoConfig;
import dev.carillon.gateway.settings.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Django's database is, from a URL in the form that Django people use ({@code dj-database-url},
 * {@code django-environ}). Neither {@link #toString} nor any error shows the password or a parameter's value.
 *
 * @param host empty for SQLite; an IPv6 address without brackets
 * @param port 0 for SQLite
 * @param name the database's name, or the file's path
 * @param parameters JDBC properties, already translated from the URL's query
 */
public record DatabaseUrl(
        Dialect dialect,
        String host,
        int port,
        String name,
        @Nullable String user,
        @Nullable Secret password,
        Map<String, String> parameters) {

    public DatabaseUrl {
        parameters = Map.copyOf(parameters);
    }

    /** @throws IllegalArgumentException saying what is wrong with the URL and how it should be, without repeating it */
    public static DatabaseUrl parse(Secret url) {
        return new DatabaseUrlParser(url.revealText().strip()).parse();
    }

    /** @throws IllegalArgumentException when {@code django.database} is missing or wrong */
    public static DatabaseUrl of(DjangoConfig django) {
        Secret database = django.database();
        if (database == null || database.isEmpty()) {
            throw new IllegalArgumentException("django.database (CARILLON_DJANGO_DATABASE) is required: the URL of"
                    + " Django's database, such as postgres://user:password@host:5432/name");
        }
        return parse(database);
    }

    /** Without user, password and parameters: those are handed to the driver as properties. */
    public String jdbcUrl() {
        return switch (dialect) {
            case SQLITE -> "jdbc:sqlite:" + file().toUri();
            case POSTGRESQL -> "jdbc:postgresql://" + hostAndPort() + "/" + encoded(name);
            case MYSQL -> "jdbc:mariadb://" + hostAndPort() + "/" + name;
        };
    }

    public Path file() {
        return Path.of(name).toAbsolutePath();
    }

    String hostAndPort() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        String scheme = dialect.scheme() + "://";
        if (dialect == Dialect.SQLITE) {
            return scheme + "/" + name;
        }
        String who = user == null ? "" : user + (password == null ? "@" : ":********@");
        return scheme + who + hostAndPort() + "/" + name;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
