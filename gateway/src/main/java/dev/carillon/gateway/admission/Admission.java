package dev.carillon.gateway.admission;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections against the limits. Any thread; touched once when a connection comes and once when it goes. */
public final class Admission {
    private final int maxConnections;
    private final int maxPerAddress;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentMap<ClientNetwork, Integer> byNetwork = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** @param descriptorsLeft what the descriptor limit leaves for connections; used where the configuration gives 0 */
    public Admission(AdmissionConfig config, int descriptorsLeft) {
        this.maxConnections = config.maxConnections() > 0 ? config.maxConnections() : descriptorsLeft;
        this.maxPerAddress = config.maxPerAddress();
    }

    /** Whether a connection may be opened. */
    public enum Verdict {
        ADMITTED,
        FULL,
        ADDRESS_FULL,
        SHUTTING_DOWN
    }

    /** Each {@link Verdict#ADMITTED} is to be followed by one {@link #release}. */
    public Verdict admit(SocketAddress remote) {
        if (draining) {
            return Verdict.SHUTTING_DOWN;
        }
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return Verdict.FULL;
        }
        if (maxPerAddress > 0 && remote instanceof InetSocketAddress inet) {
            int fromThere = byNetwork.merge(ClientNetwork.of(inet.getAddress()), 1, Integer::sum);
            if (fromThere > maxPerAddress) {
                release(remote);
                return Verdict.ADDRESS_FULL;
            }
        }
        return Verdict.ADMITTED;
    }

    public void release(SocketAddress remote) {
        connections.decrementAndGet();
        if (maxPerAddress > 0 && remote instanceof InetSocketAddress inet) {
            byNetwork.computeIfPresent(
                    ClientNetwork.of(inet.getAddress()), (network, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** From now on nobody is admitted. */
    public void drain() {
        draining = true;
    }
}
