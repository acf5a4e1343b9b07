package dev.carillon.bench.load.publish;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.event.EventFormat;
import dev.carillon.bench.load.event.Schedule;
import dev.carillon.bench.load.measure.Latencies;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The thread that publishes each event at its intended time, or as soon after as it can: never later because the server is
 * slow. Above 2,000 events a second it wakes every half millisecond and publishes what is due.
 */
public final class Publisher implements AutoCloseable {
    private static final long SHORTEST_SLEEP_NANOS = 500_000;
    private static final long MOST_UNANSWERED_BYTES = 256 << 20;

    private final Outlet outlet;
    private final Schedule schedule;
    private final EventFormat format;
    private final long zero;
    private final long mostUnanswered;
    private final Histogram lateness = Latencies.newHistogram();
    private final Thread thread;
    private volatile long sent;
    private volatile boolean stopped;
    private volatile boolean done;
    private volatile long cpuNanos;
    private volatile @Nullable String problem;

    /** @param size bytes of each payload */
    public Publisher(Outlet outlet, Schedule schedule, EventFormat format, long zero, int size) {
        this.outlet = outlet;
        this.schedule = schedule;
        this.format = format;
        this.zero = zero;
        this.mostUnanswered = Math.max(1000, MOST_UNANSWERED_BYTES / size);
        this.thread = new Thread(this::run, "load-publisher");
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            publishAll();
        } catch (RuntimeException e) {
            problem = "publishing failed: " + e;
        }
        cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        done = true;
    }

    private void publishAll() {
        long next = 0;
        while (next < schedule.events() && !stopped) {
            long now = System.nanoTime();
            long due = schedule.dueBy(now - zero);
            for (; next < due; next++) {
                outlet.publish(format.event(next));
                Latencies.record(lateness, now - format.intendedAt(next));
            }
            outlet.flush();
            sent = next;
            if (!mayGoOn(next)) {
                return;
            }
            if (next < schedule.events()) {
                long wake = Math.max(format.intendedAt(next), now + SHORTEST_SLEEP_NANOS);
                LockSupport.parkNanos(Math.max(1, wake - System.nanoTime()));
            }
        }
    }

    private boolean mayGoOn(long next) {
        Receipts receipts = outlet.receipts();
        if (receipts.isBroken()) {
            return false;
        }
        if (next - receipts.answered() > mostUnanswered) {
            problem = outlet.where() + " does not keep up: " + (next - receipts.answered()) + " events are unanswered";
            return false;
        }
        return true;
    }

    /** Events handed over so far. */
    public long sent() {
        return sent;
    }

    public boolean isDone() {
        return done;
    }

    /** Ends early: what is not sent by now is not sent. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    /** After the end: waits for the last answers. What is not answered then may or may not have been published. */
    public Published result() throws InterruptedException {
        thread.join();
        Receipts receipts = outlet.receipts();
        long before = receipts.answeredEver() - receipts.answered();
        receipts.await(before + sent, Outlet.PATIENCE.toNanos());
        return new Published(receipts.answered(), receipts.refused());
    }

    /** What went wrong, for people; null if nothing did. */
    public @Nullable String problem() {
        if (problem != null) {
            return problem;
        }
        String said = outlet.receipts().problem();
        return said == null && done && outlet.receipts().answered() < sent
                ? outlet.where() + " did not answer to all events"
                : said;
    }

    /** After the end: how late events were handed over. */
    public Histogram lateness() {
        return lateness;
    }

    /** After the end: processor time that the thread has used. */
    public long cpuNanos() {
        return cpuNanos;
    }

    @Override
    public void close() {
        stop();
    }
}
