package dev.carillon.gateway.bus;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes down what comes on the control channel, as text, and {@link #GAP} where messages may be missing. */
public record RecordingControl(List<String> told) implements ControlListener {
    public static final String GAP = "(gap)";

    @Override
    public void onMessage(byte[] payload) {
        told.add(new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void mayHaveMissed() {
        told.add(GAP);
    }
}
