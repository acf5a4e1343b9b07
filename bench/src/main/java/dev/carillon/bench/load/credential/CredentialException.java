package dev.carillon.bench.load.credential;

/** There are no tokens to be had; the message is for the operator, and holds no secret. */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1L;

    CredentialException(String message) {
        super(message);
    }

    CredentialException(String message, Throwable cause) {
        super(message, cause);
    }
}
