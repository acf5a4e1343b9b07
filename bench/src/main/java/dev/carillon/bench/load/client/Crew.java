package dev.carillon.bench.load.client;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Snapshot;
import java.io.IOException;

/** Some of a run's clients, in this process or in another. Used by one thread, which it may block. */
public interface Crew extends AutoCloseable {
    /** All begin to connect. */
    void open() throws IOException;

    /** The counts alone, which cost little. */
    Counts counts() throws IOException;

    Snapshot snapshot() throws IOException;

    /** @param zero the first event's intended time, on {@link System#nanoTime} */
    void start(long zero) throws IOException;

    /** No more events come: all read, and nobody comes or goes. */
    void drain(long events) throws IOException;

    /** The account; every connection is closed. */
    Statement.Sums finish(Published published) throws IOException;

    @Override
    void close();
}
