package dev.carillon.gateway.bus;

/** Takes what comes on the control channel, on the bus thread, in one order with the events. */
public interface ControlListener extends BusListener {
    /**
     * The subscription stands, for the first time or again: what was published before, on either channel, may have been
     * missed. On any thread of the engine; must not wait.
     */
    void mayHaveMissed();
}
