package dev.carillon.gateway.auth;

import dev.carillon.gateway.directory.UserRecord;

/** The outcome of an authentication. */
public sealed interface AuthResult {
    /** The credential is this active user's. */
    record Accepted(UserRecord user) implements AuthResult {}

    /** It is nobody's. The reason is for logs and metrics; the client is never told which it was. */
    record Rejected(Reason reason) implements AuthResult {}

    /** It could not be checked. The detail is for logs. */
    record Unavailable(String detail) implements AuthResult {}

    /** Why a credential is nobody's. */
    enum Reason {
        MALFORMED,
        EXPIRED,
        UNKNOWN_USER,
        INACTIVE_USER,
        BAD_SIGNATURE
    }
}
