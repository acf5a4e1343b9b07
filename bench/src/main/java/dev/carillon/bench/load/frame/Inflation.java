package dev.carillon.bench.load.frame;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates messages of permessage-deflate, each from a fresh window (RFC 7692 section 7.2.2): the client asks for
 * {@code server_no_context_takeover}. Confined to a loop.
 */
public final class Inflation implements AutoCloseable {
    private static final int MOST = 256 << 20;
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final Inflater inflater = new Inflater(true);
    private byte[] out = new byte[4096];

    /** @throws DataFormatException if that is no such message */
    public byte[] inflate(byte[] message) throws DataFormatException {
        byte[] input = Arrays.copyOf(message, message.length + TAIL.length);
        System.arraycopy(TAIL, 0, input, message.length, TAIL.length);
        inflater.reset();
        inflater.setInput(input);
        int length = 0;
        for (int n = 1; n > 0; length += n) {
            if (length == out.length) {
                if (length >= MOST) {
                    throw new DataFormatException("more than 256 MiB");
                }
                out = Arrays.copyOf(out, 2 * length);
            }
            n = inflater.inflate(out, length, out.length - length);
        }
        return Arrays.copyOf(out, length);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
