package dev.carillon.gateway.e2e.site;

import java.net.URI;

/** A running notification server that clients can connect to. */
public interface ServerUnderTest extends AutoCloseable {
    /** Where clients connect. */
    URI uri();

    @Override
    void close();
}
