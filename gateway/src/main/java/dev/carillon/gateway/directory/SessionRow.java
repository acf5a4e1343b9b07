package dev.carillon.gateway.directory;

import dev.carillon.protocol.session.SessionKey;
import java.time.Instant;

/**
 * A row of {@code django_session}.
 *
 * @param data as Django signed it
 * @param expires from this moment on the row is nobody's
 */
public record SessionRow(SessionKey key, String data, Instant expires) {
    /** Without the data. */
    @Override
    public String toString() {
        return "SessionRow[" + key + ", expires=" + expires + "]";
    }
}
