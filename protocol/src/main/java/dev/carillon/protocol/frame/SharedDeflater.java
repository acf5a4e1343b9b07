package dev.carillon.protocol.frame;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses payloads so that every client that negotiated permessage-deflate can inflate them, whatever else it was sent:
 * each starts with a fresh window, which is legal also with context takeover, and refers back no further than the window
 * that the guide's server negotiates (12 bits).
 *
 * <p>The JDK's deflater always has a window of 15 bits. A payload of up to 4096 bytes cannot refer back further than that
 * anyway; a longer one is cut into pieces of 4096 bytes with a full flush between, across which nothing refers back.
 *
 * <p>Holds native memory: one for each thread, closed at the end. Not thread-safe.
 */
public final class SharedDeflater implements AutoCloseable {
    private static final int WINDOW = 1 << 12;
    /** The empty stored block that ends a flush; RFC 7692 leaves it out of the message. */
    private static final int TAIL = 4;

    private static final int MARKER_ROOM = 16;

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private byte[] buffer = new byte[8192];

    /** The compressed form, or null when it would not be smaller. */
    public @Nullable CompressedPayload compress(byte[] payload) {
        deflater.reset();
        int written = 0;
        for (int from = 0; from < payload.length; from += WINDOW) {
            deflater.setInput(payload, from, Math.min(WINDOW, payload.length - from));
            written = flush(written);
            if (written - TAIL >= payload.length) {
                return null;
            }
        }
        if (written - TAIL >= payload.length || written < TAIL) {
            return null;
        }
        return new CompressedPayload(Arrays.copyOf(buffer, written - TAIL), Math.min(WINDOW, window(payload.length)));
    }

    private int flush(int written) {
        while (true) {
            // With less room than a flush marker the deflater would write the marker twice.
            if (buffer.length - written < MARKER_ROOM) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int n = deflater.deflate(buffer, written, buffer.length - written, Deflater.FULL_FLUSH);
            written += n;
            if (written < buffer.length) {
                return written;
            }
        }
    }

    /** The smallest window that holds a whole payload of this length: a power of two, at least 2^8. */
    private static int window(int length) {
        return Math.max(1 << 8, Integer.highestOneBit(Math.max(1, length - 1)) << 1);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
