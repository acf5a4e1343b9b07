package dev.carillon.gateway.support;

/** A request that cannot be answered; the message says why, and what would do. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Of HTTP. */
    int status() {
        return status;
    }
}
