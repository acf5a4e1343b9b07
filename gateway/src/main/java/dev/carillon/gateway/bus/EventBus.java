package dev.carillon.gateway.bus;

import java.util.concurrent.CompletionStage;

/**
 * Where events come from and where they can be put.
 *
 * <p>An engine calls its {@link BusListener} on one thread of its own, the bus thread, in the order of arrival.
 */
public interface EventBus extends AutoCloseable {
    /**
     * Begins to deliver to the listeners, and goes on until closed, through every loss of the engine's connection.
     * Returns at once; the stage completes when the first subscription stands, and never fails for a broker that is away:
     * it waits for it.
     */
    CompletionStage<Void> start(BusListener events, ControlListener control);

    /**
     * Puts a payload on the bus, as it is. The stage gives how many subscribers the broker handed it to (this gateway
     * among them), or fails with a message fit for the publisher.
     */
    CompletionStage<Long> publish(byte[] payload);

    /** The same on the control channel; fails where there is none. */
    CompletionStage<Long> publishControl(byte[] payload);

    /** Ends the subscription. Blocks until the bus thread has delivered its last message. */
    @Override
    void close();
}
