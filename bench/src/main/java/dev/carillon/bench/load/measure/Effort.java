package dev.carillon.bench.load.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the generator itself has used.
 *
 * @param cpuNanos processor time of the process
 * @param pausesMillis of the garbage collector, in sum
 */
public record Effort(long cpuNanos, long pausesMillis) {
    public static final Effort NONE = new Effort(0, 0);

    /** Of this process until now. */
    public static Effort ofThisProcess() {
        long cpu =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getProcessCpuTime()
                        : 0;
        long pauses = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        return new Effort(Math.max(cpu, 0), Math.max(pauses, 0));
    }

    public Effort plus(Effort other) {
        return new Effort(cpuNanos + other.cpuNanos, pausesMillis + other.pausesMillis);
    }

    public Effort since(Effort earlier) {
        return new Effort(cpuNanos - earlier.cpuNanos, pausesMillis - earlier.pausesMillis);
    }
}
