package dev.carillon.gateway.redis;

/** Values could not be read. The message says why and what to do; it holds no secret. */
public final class RedisReadException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which kind of failure, for metrics. */
    public enum Reason {
        /** Too many reads are under way. */
        BUSY,
        TIMEOUT,
        ERROR
    }

    private final Reason reason;

    RedisReadException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
