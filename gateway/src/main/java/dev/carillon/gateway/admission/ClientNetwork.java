package dev.carillon.gateway.admission;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom limits are held against: an IPv4 address, or the /64 of an IPv6 address, for a customer has all of it. An IPv4 address
 * in IPv6's form (::ffff:192.0.2.7) is the IPv4 address.
 */
public record ClientNetwork(boolean v6, long prefix) {
    private static final int V4_BYTES = 4;
    /** Where such an address has its mark, and its address (RFC 4291, section 2.5.5.2). */
    private static final int MAPPED_MARK = 8;

    private static final int MAPPED_ADDRESS = 12;

    static ClientNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.capacity() == V4_BYTES) {
            return new ClientNetwork(false, bytes.getInt());
        }
        boolean mapped = bytes.getLong(0) == 0 && bytes.getInt(MAPPED_MARK) == 0xFFFF;
        return mapped
                ? new ClientNetwork(false, bytes.getInt(MAPPED_ADDRESS))
                : new ClientNetwork(true, bytes.getLong(0));
    }
}
