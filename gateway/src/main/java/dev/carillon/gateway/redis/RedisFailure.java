package dev.carillon.gateway.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a Redis and what an operator can do about it, in words that hold no secret.
 *
 * @param refused whether Redis itself answered, so that trying again soon will not help
 */
public record RedisFailure(String problem, String remedy, boolean refused) {

    /** For one line of a log or a readiness reason. */
    public String reason() {
        return problem + "; " + remedy;
    }

    /**
     * What the failure means.
     *
     * @param attempted what was tried, as in "SUBSCRIBE to events"
     * @param rights all that a user needs, as ACL SETUSER takes them
     */
    public static RedisFailure of(Throwable failure, RedisUrl url, String attempted, String rights) {
        RedisCommandExecutionException answer = find(failure, RedisCommandExecutionException.class);
        if (answer != null) {
            return answered(String.valueOf(answer.getMessage()), url, attempted, rights);
        }
        Throwable root = root(failure);
        if (find(failure, SSLException.class) != null) {
            return unreached(
                    "TLS with " + url.where() + " failed: " + message(root),
                    "if this Redis speaks no TLS write redis:// instead of rediss://; if its certificate is signed by an"
                            + " authority of your own add ?ssl_ca_certs=/path/ca.pem");
        }
        if (find(failure, UnknownHostException.class) != null) {
            return unreached(url.where() + " has no address", "check the host name in the Redis URL");
        }
        if (url.master() != null && message(root).contains("Cannot provide redisAddress using sentinel")) {
            return unreached(
                    "the Sentinels do not know a master named \"" + url.master() + "\"",
                    "write after '#' the name that SENTINEL MASTERS shows");
        }
        if (find(failure, RedisCommandTimeoutException.class) != null || root instanceof TimeoutException) {
            return unreached(
                    url.where() + " did not answer in time to " + attempted,
                    url.tls()
                            ? "if this Redis speaks no TLS on that port write redis:// instead of rediss://"
                            : "check that it is the right port, that Redis is not stuck, and what lies between");
        }
        return unreached(
                url.where() + " cannot be reached: " + message(root),
                "check that Redis runs and listens there, and that no firewall is between");
    }

    private static RedisFailure answered(String answer, RedisUrl url, String attempted, String rights) {
        String code = answer.split(" ", 2)[0];
        return switch (code) {
            case "NOAUTH" ->
                refused(
                        url.where() + " wants a password",
                        "write it into the Redis URL: redis://:password@host:port/db");
            case "WRONGPASS" ->
                refused(url.where() + " refused the user or the password", "check both in the Redis URL");
            case "NOPERM" -> refused("the Redis user may not " + attempted, grant(url, rights));
            case "READONLY", "MASTERDOWN" ->
                refused(
                        url.where() + " is a replica that refuses to " + attempted,
                        "point the Redis URL at the master (or at the Sentinels)");
            case "LOADING" -> refused(url.where() + " is still loading its data", "nothing to do: it is tried again");
            case "DENIED" ->
                refused(
                        url.where() + " is in protected mode",
                        "set a password for it, or bind it to an address of this host");
            default -> other(answer, url, attempted);
        };
    }

    private static RedisFailure other(String answer, RedisUrl url, String attempted) {
        if (answer.contains("invalid password") || answer.contains("AUTH")) {
            // Not the answer itself: to an AUTH that it does not know Redis answers with its arguments.
            return refused(url.where() + " refused the login", "check user and password in the Redis URL");
        }
        if (answer.contains("unknown command")) {
            return refused(
                    url.where() + " does not know a command needed to " + attempted,
                    "check that it is a Redis, and that its commands are not renamed");
        }
        return refused(
                url.where() + " refused to " + attempted + ": " + answer, "see Redis' documentation on that error");
    }

    private static String grant(RedisUrl url, String rights) {
        return "grant it: ACL SETUSER " + (url.user() == null ? "default" : url.user()) + " " + rights;
    }

    private static RedisFailure refused(String problem, String remedy) {
        return new RedisFailure(problem, remedy, true);
    }

    private static RedisFailure unreached(String problem, String remedy) {
        return new RedisFailure(problem, remedy, false);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        return root;
    }

    private static String message(Throwable root) {
        String message = root.getMessage();
        return message == null || root instanceof CompletionException
                ? root.getClass().getSimpleName()
                : message;
    }
}
