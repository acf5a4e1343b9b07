package dev.carillon.gateway.auth;

/** The outcome of an authentication. */
public sealed interface AuthResult {
    /** The credential is good. A user of Django's tables is active. */
    record Accepted(Identity identity) implements AuthResult {}

    /** It is nobody's. The reason is for logs and metrics; the client is never told which it was. */
    record Rejected(Reason reason) implements AuthResult {}

    /** It could not be checked. The detail is for logs. */
    record Unavailable(String detail) implements AuthResult {}

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
