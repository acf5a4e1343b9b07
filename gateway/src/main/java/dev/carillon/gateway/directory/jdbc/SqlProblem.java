package dev.carillon.gateway.directory.jdbc;

import dev.carillon.gateway.directory.database.DatabaseUrl;
import dev.carillon.gateway.directory.database.Dialect;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Locale;

/** Says what a failed connection or query means and what to do; no driver puts the password into its messages. */
final class SqlProblem {
    private static final String URL = "django.database (CARILLON_DJANGO_DATABASE)";

    private SqlProblem() {}

    /** Whether the table that was asked does not exist. */
    static boolean isMissingTable(SQLException failure) {
        return hasState(failure, "42P01", "42S02", "3F000") || said(failure).contains("no such table");
    }

    static boolean isMissingColumn(SQLException failure) {
        return hasState(failure, "42703", "42S22") || said(failure).contains("no such column");
    }

    static boolean isForbidden(SQLException failure) {
        int code = root(failure).getErrorCode();
        return hasState(failure, "42501") || code == 1142 || code == 1143;
    }

    static String describe(DatabaseUrl url, SQLException failure) {
        return describe(url, root(failure), said(failure));
    }

    private static String describe(DatabaseUrl url, SQLException root, String said) {
        String state = root.getSQLState() == null ? "" : root.getSQLState();
        int code = root.getErrorCode();
        if (url.dialect() == Dialect.SQLITE && !Files.exists(url.file())) {
            return "there is no file " + url.file() + "; run Django's migrate, or correct the path in " + URL
                    + " (a relative one counts from the working directory)";
        }
        if (state.equals("28P01") || state.startsWith("28") || code == 1045) {
            return url + " refuses the login: " + detail(root) + "; correct the user and password in " + URL;
        }
        if (state.equals("3D000") || code == 1049 || code == 1044) {
            return url + " has no such database for this user: " + detail(root) + "; correct its name in " + URL;
        }
        if (said.contains("unknownhost") || said.contains("unknown host") || causedByUnknownHost(root)) {
            return "the host of " + url + " is not known; correct it in " + URL;
        }
        if (state.startsWith("08") || code == 1040) {
            return "cannot connect to " + url + ": " + detail(root)
                    + "; is the server running and reachable from here?";
        }
        if (isMissingTable(root) || isMissingColumn(root)) {
            return detail(root) + "; run Django's migrate, or set the tables.* names as this site has them"
                    + " ('carillon check' says which)";
        }
        if (said.contains("readonly database")) {
            return "the SQLite file " + url.file() + " and its directory must be writable for one-time tokens";
        }
        return "the database failed: " + detail(root);
    }

    /** The driver's own words, on one line. */
    static String detail(SQLException failure) {
        String message = root(failure).getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s+", " ");
    }

    private static boolean hasState(SQLException failure, String... states) {
        String state = root(failure).getSQLState();
        for (String candidate : states) {
            if (candidate.equals(state)) {
                return true;
            }
        }
        return false;
    }

    private static String said(SQLException failure) {
        return detail(failure).toLowerCase(Locale.ROOT);
    }

    private static boolean causedByUnknownHost(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.UnknownHostException
                    || cause instanceof java.nio.channels.UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /** The pool wraps what the driver said. */
    private static SQLException root(SQLException failure) {
        SQLException root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException deeper) {
                root = deeper;
            }
        }
        return root;
    }
}
