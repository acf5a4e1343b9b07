package dev.carillon.gateway.directory;

/** The directory could not answer: it is down, slow, or not what it should be. The message holds no secret. */
public final class DirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    public DirectoryException(String message, Throwable cause) {
        super(message, cause);
    }

    public DirectoryException(String message) {
        super(message);
    }
}
