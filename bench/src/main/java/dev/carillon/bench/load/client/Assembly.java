package dev.carillon.bench.load.client;

import dev.carillon.bench.load.frame.FrameScanner.Frame;
import dev.carillon.bench.load.frame.Inflation;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** Makes messages of a connection's data frames, which nearly always are one each. Confined to the loop. */
final class Assembly {
    private final Client client;
    private final Hearing hearing;
    private final Inflation inflation;
    /** The message under way in several frames; null where there is none. */
    private @Nullable ByteArrayOutputStream pieces;

    private boolean compressed;

    Assembly(Client client, Hearing hearing, Inflation inflation) {
        this.client = client;
        this.hearing = hearing;
        this.inflation = inflation;
    }

    /** Whether the next data frame is not a message of its own. */
    boolean isUnderWay() {
        return pieces != null;
    }

    /** Takes the next data frame; says what is wrong with it. */
    @Nullable
    String take(Frame frame) {
        boolean continues = frame.opcode() == 0;
        if (continues == (pieces == null)) {
            return continues ? "a continuation of nothing" : "a message within another";
        }
        if (!frame.isFinal() || continues) {
            return assemble(frame);
        }
        if (frame.isCompressed()) {
            return inflate(frame.bytes(), frame);
        }
        hearing.message(client, frame.in(), frame.payload(), frame.length(), frame);
        return null;
    }

    private @Nullable String assemble(Frame frame) {
        ByteArrayOutputStream all = pieces;
        if (all == null) {
            all = new ByteArrayOutputStream();
            pieces = all;
            compressed = frame.isCompressed();
        }
        all.writeBytes(frame.bytes());
        if (!frame.isFinal()) {
            return null;
        }
        pieces = null;
        byte[] message = all.toByteArray();
        if (compressed) {
            return inflate(message, null);
        }
        hearing.message(client, MemorySegment.ofArray(message), 0, message.length, null);
        return null;
    }

    private @Nullable String inflate(byte[] message, @Nullable Frame frame) {
        try {
            byte[] plain = inflation.inflate(message);
            hearing.message(client, MemorySegment.ofArray(plain), 0, plain.length, frame);
            return null;
        } catch (DataFormatException e) {
            return "a message that cannot be inflated";
        }
    }
}
