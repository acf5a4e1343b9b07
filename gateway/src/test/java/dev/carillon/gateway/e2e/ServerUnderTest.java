package dev.carillon.gateway.e2e;

import java.net.URI;

/** A running notification server that clients can connect to. */
interface ServerUnderTest extends AutoCloseable {
    /** Where clients connect. */
    URI uri();

    @Override
    void close();
}
