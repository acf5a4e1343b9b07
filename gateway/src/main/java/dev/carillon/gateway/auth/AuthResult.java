package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.DirectoryException;
import dev.carillon.gateway.directory.UserLookups;
import dev.carillon.gateway.stages.Failures;
import java.util.concurrent.RejectedExecutionException;

/** The outcome of an authentication. */
public sealed interface AuthResult {
    /**
     * The credential is good. A user of Django's tables is active.
     *
     * @param asOf since when the user's row is known, as that of {@link UserLookups.Row}
     */
    record Accepted(Identity identity, long asOf) implements AuthResult {
        /** By nothing that was remembered. */
        public Accepted(Identity identity) {
            this(identity, UserLookups.JUST_READ);
        }
    }

    /** It is nobody's. The reason is for logs and metrics; the client is never told which it was. */
    record Rejected(Reason reason) implements AuthResult {}

    /** It could not be checked. The detail is for logs. */
    record Unavailable(String detail) implements AuthResult {
        /** After a failure. Messages of unforeseen exceptions are left out: they might hold what must not be logged. */
        public static Unavailable after(Throwable failure) {
            Throwable cause = Failures.cause(failure);
            return new Unavailable(
                    switch (cause) {
                        case DirectoryException e -> String.valueOf(e.getMessage());
                        case RejectedExecutionException e -> "too many tokens are waiting to be verified";
                        default -> "unexpected " + cause.getClass().getName() + place(cause);
                    });
        }

        private static String place(Throwable unforeseen) {
            StackTraceElement[] trace = unforeseen.getStackTrace();
            return trace.length == 0 ? "" : " at " + trace[0];
        }
    }

    /** Why a credential is nobody's. */
    enum Reason {
        MALFORMED,
        /** Of a kind that this gateway is not configured to accept. */
        NOT_ACCEPTED,
        EXPIRED,
        /** No such session in its store: logged out, or over. */
        NO_SESSION,
        /** A session in which nobody is logged in. */
        ANONYMOUS,
        NOT_YET_VALID,
        WRONG_ISSUER,
        /** Made for somebody else. */
        WRONG_AUDIENCE,
        /** Genuine, but it lacks what it must say, says it in a wrong form, or lives too long. */
        INVALID_CLAIMS,
        UNKNOWN_USER,
        INACTIVE_USER,
        BAD_SIGNATURE,
        /** No key that is known here may verify it. */
        UNKNOWN_KEY
    }
}
