package dev.carillon.gateway.bus;

/** Takes what a bus delivers; called on the bus thread only. */
public interface BusListener {
    /**
     * A message's payload, as published. The array is the listener's from now on. May wait (that is how back-pressure
     * reaches the broker) but must not throw.
     */
    void onMessage(byte[] payload);
}
