package dev.carillon.gateway.command;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the process until SIGTERM or SIGINT, then closes what runs. */
public final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private Lifetime() {}

    /** Does not return. The process ends with 0 when the drain went well, not with the signal's 143. */
    public static int untilStopped(AutoCloseable running) throws InterruptedException {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> close(running)));
        new CountDownLatch(1).await();
        return 0;
    }

    // Only halt can still change the exit status once the JVM is on its way out.
    private static void close(AutoCloseable running) {
        int status = 0;
        try {
            running.close();
        } catch (Exception e) {
            LOG.error("Could not end in good order", e);
            status = 1;
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
