package dev.carillon.gateway.admission;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Whom failures are held against: an IPv4 address, or the /64 of an IPv6 address, for a customer has all of it. */
public record ClientNetwork(boolean v6, long prefix) {
    static ClientNetwork of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new ClientNetwork(false, bytes.getInt())
                : new ClientNetwork(true, bytes.getLong());
    }
}
