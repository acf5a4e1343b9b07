package dev.carillon.gateway.truth.told;

import dev.carillon.gateway.bus.ControlListener;
import dev.carillon.gateway.loops.Occasionally;
import dev.carillon.gateway.metrics.Count;
import dev.carillon.gateway.metrics.Metric;
import dev.carillon.gateway.metrics.Metrics;
import dev.carillon.protocol.control.ControlDecoder;
import dev.carillon.protocol.control.Invalidation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on what the site tells on the control channel. What is malformed is counted, told in the log now and then, and does
 * nothing else. On the bus thread.
 */
public final class ControlChannel implements ControlListener {
    private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);

    private final ControlDecoder decoder = new ControlDecoder();
    private final Changes changes;
    private final Count applied;
    private final Count malformed;
    private final Occasionally warnings = new Occasionally();

    public ControlChannel(Changes changes, Metrics metrics) {
        this.changes = changes;
        applied = metrics.count(Metric.CONTROL_MESSAGES, "applied");
        malformed = metrics.count(Metric.CONTROL_MESSAGES, "malformed");
    }

    @Override
    public void onMessage(byte[] payload) {
        Invalidation invalidation = decoder.decode(payload);
        if (invalidation == null) {
            refuse(payload.length);
            return;
        }
        applied.increment();
        if (invalidation.all()) {
            changes.everything(Cause.CONTROL);
        } else {
            changes.users(invalidation.users(), Cause.CONTROL);
            changes.groups(invalidation.groups(), Cause.CONTROL);
        }
        changes.sessions(invalidation.sessions());
    }

    @Override
    public void mayHaveMissed() {
        changes.everything(Cause.GAP);
    }

    private void refuse(int length) {
        malformed.increment();
        warnings.run(times -> LOG.warn(
                "{} malformed message(s) on the control channel did nothing, the last of {} bytes; they look like"
                        + " {\"invalidate\": {\"users\": [7]}}",
                times,
                length));
    }
}
