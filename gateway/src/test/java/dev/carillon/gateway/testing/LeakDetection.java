package dev.carillon.gateway.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class after which Netty has found a buffer that was never released. JUnit finds it by itself, for every test
 * class of this module (META-INF/services, junit-platform.properties).
 */
public final class LeakDetection implements BeforeAllCallback, AfterAllCallback {
    private static final String APPENDER = "leaks";
    private static final long PATIENCE_MILLIS = 10_000;

    private final Queue<String> reports = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        watch();
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        check(context.getDisplayName());
    }

    /** Hears Netty's reports from now on; again for each class, since a test may set up logging anew. */
    void watch() {
        Reports appender = new Reports(reports);
        appender.setName(APPENDER);
        appender.start();
        logger().detachAppender(APPENDER);
        logger().addAppender(appender);
    }

    static boolean isWatching() {
        return logger().getAppender(APPENDER) != null;
    }

    /** @throws AssertionError with Netty's reports when buffers leaked since the last check */
    void check(String after) throws InterruptedException {
        collect();
        List<String> leaks = new ArrayList<>();
        for (String leak = reports.poll(); leak != null; leak = reports.poll()) {
            leaks.add(leak);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    leaks.size() + " leaked buffer(s) found after " + after + ":\n" + String.join("\n", leaks));
        }
    }

    /** Twice: when the second sentinel is found, what the first collection found is in Netty's queue. */
    @SuppressWarnings("ReferenceEquality") // a reference is itself
    private static void collect() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            ReferenceQueue<Object> found = new ReferenceQueue<>();
            PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), found);
            System.gc();
            if (found.remove(PATIENCE_MILLIS) != sentinel) {
                throw new AssertionError("the garbage collector did not run");
            }
        }
        // Netty looks through its queue when it hands out a buffer.
        PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }

    private static final class Reports extends AppenderBase<ILoggingEvent> {
        private final Queue<String> reports;

        Reports(Queue<String> reports) {
            this.reports = reports;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().startsWith("LEAK: ")) {
                reports.add(event.getFormattedMessage());
            }
        }
    }
}
