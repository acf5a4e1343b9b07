package dev.carillon.gateway.bus;

/** A bus could not do what was asked. The message says why and what to do, fits a publisher's eyes and holds no secret. */
public final class BusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BusException(String message) {
        super(message);
    }
}
