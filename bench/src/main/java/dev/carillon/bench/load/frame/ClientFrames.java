package dev.carillon.bench.load.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.SplittableRandom;

/** Writes a client's frames: masked, as RFC 6455 asks. Confined to a loop. */
public final class ClientFrames {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;
    private static final byte[] NORMAL = {0x03, (byte) 0xE8};

    private final ByteBufAllocator allocator;
    private final SplittableRandom random = new SplittableRandom();

    public ClientFrames(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    public ByteBuf text(byte[] payload) {
        return frame(TEXT, payload);
    }

    public ByteBuf pong(byte[] payload) {
        return frame(PONG, payload);
    }

    /** An answer to a close frame: its own payload. */
    public ByteBuf close(byte[] payload) {
        return frame(CLOSE, payload);
    }

    /** A close of the client's own: 1000. */
    public ByteBuf close() {
        return frame(CLOSE, NORMAL);
    }

    private ByteBuf frame(int opcode, byte[] payload) {
        ByteBuf frame = allocator.buffer(14 + payload.length);
        frame.writeByte(FIN | opcode);
        if (payload.length < 126) {
            frame.writeByte(MASKED | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeByte(MASKED | 126).writeShort(payload.length);
        } else {
            frame.writeByte(MASKED | 127).writeLong(payload.length);
        }
        int mask = random.nextInt();
        frame.writeInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.writeByte(payload[i] ^ (mask >>> (24 - 8 * (i & 3))));
        }
        return frame;
    }
}
