package dev.carillon.gateway.admission;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the process's descriptor limit (ulimit -n) leaves for connections. */
public final class Descriptors {
    /** For the database, Redis, the admin port, files and whatever else comes. */
    private static final int RESERVE = 100;

    private Descriptors() {}

    /** Connections that can be open at most; where the system does not tell, no limit. */
    public static int leftForConnections() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            long left = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - RESERVE;
            return Math.clamp(left, 1, Integer.MAX_VALUE);
        }
        return Integer.MAX_VALUE;
    }
}
