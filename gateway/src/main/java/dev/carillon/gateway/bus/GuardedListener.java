package dev.carillon.gateway.bus;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between an engine and its listener: what the listener throws is logged at a bounded rate, without the payload,
 * and ends nothing. Bus thread only.
 */
public final class GuardedListener implements BusListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final BusListener listener;
    private final LongSupplier nanoTime;

    private boolean logged;
    private long loggedAt;
    private long suppressed;

    public GuardedListener(BusListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // an Error of one message must not end the subscription either
    public void onMessage(byte[] payload) {
        try {
            listener.onMessage(payload);
        } catch (Throwable failure) {
            report(failure, payload.length);
        }
    }

    private void report(Throwable failure, int length) {
        long now = nanoTime.getAsLong();
        if (logged && now - loggedAt < QUIET_NANOS) {
            suppressed++;
            return;
        }
        LOG.error(
                "An event of {} bytes was dropped: its listener failed ({} more since the last report)",
                length,
                suppressed,
                failure);
        logged = true;
        loggedAt = now;
        suppressed = 0;
    }
}
