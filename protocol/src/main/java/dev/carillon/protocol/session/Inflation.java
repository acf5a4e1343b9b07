package dev.carillon.protocol.session;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes zlib's formats, up to a limit. */
final class Inflation {
    private Inflation() {}

    private interface Opening {
        InputStream open(InputStream compressed) throws IOException;
    }

    /** RFC 1950; null if it is damaged. One byte more than the limit says that it is larger. */
    static byte @Nullable [] zlib(byte[] compressed, int limit) {
        return read(compressed, limit, InflaterInputStream::new);
    }

    /** RFC 1952; else as {@link #zlib}. */
    static byte @Nullable [] gzip(byte[] compressed, int limit) {
        return read(compressed, limit, GZIPInputStream::new);
    }

    private static byte @Nullable [] read(byte[] compressed, int limit, Opening opening) {
        try (InputStream plain = opening.open(new ByteArrayInputStream(compressed))) {
            return plain.readNBytes(limit + 1);
        } catch (IOException e) {
            return null;
        }
    }
}
