package dev.carillon.gateway.admission;

import java.time.Duration;
import java.util.List;

/** Configurations with the one limit that a test is about. */
public final class Limits {
    private Limits() {}

    public static AdmissionConfig none() {
        return new AdmissionConfig(0, 0, 0, 0, Duration.ofSeconds(5), 0, List.of());
    }

    static AdmissionConfig connections(int all, int perAddress) {
        return new AdmissionConfig(all, perAddress, 0, 0, Duration.ofSeconds(5), 0, List.of());
    }

    public static AdmissionConfig pace(int perSecond, int inFlight, Duration wait) {
        return new AdmissionConfig(0, 0, perSecond, inFlight, wait, 0, List.of());
    }

    public static AdmissionConfig failures(int perMinute) {
        return new AdmissionConfig(0, 0, 0, 0, Duration.ofSeconds(5), perMinute, List.of());
    }
}
