package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.close.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Has a {@link FrameReader} read a stream in pieces, and tells what came of it. */
final class FrameReading {
    static final int LIMIT = 100_000;
    private static final int MOST_CUTS = 200;

    private FrameReading() {}

    static void sameInAnyPieces(boolean deflate, byte[] stream) {
        List<String> whole = read(deflate, List.of(stream));
        for (int cut = 0; cut <= stream.length; cut++) {
            boolean near = cut < MOST_CUTS || cut > stream.length - MOST_CUTS;
            if (near) {
                List<byte[]> two = List.of(Arrays.copyOf(stream, cut), Arrays.copyOfRange(stream, cut, stream.length));
                assertThat(read(deflate, two)).as("cut at %d", cut).isEqualTo(whole);
            }
        }
        for (int size : new int[] {1, 2, 3, 5, 7}) {
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < stream.length; from += size) {
                pieces.add(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + size)));
            }
            assertThat(read(deflate, pieces)).as("pieces of %d", size).isEqualTo(whole);
        }
    }

    static List<String> read(boolean deflate, ClientFrames frames) {
        return read(deflate, List.of(frames.bytes()));
    }

    static List<String> read(boolean deflate, List<byte[]> pieces) {
        RecordingSink sink = new RecordingSink();
        feed(new FrameReader(LIMIT, deflate, sink), sink, pieces);
        return sink.calls();
    }

    /** Each piece in a buffer of its own, heap and direct in turn, which is read whole and still only the caller's. */
    static void feed(FrameReader reader, RecordingSink sink, List<byte[]> pieces) {
        boolean direct = false;
        for (byte[] piece : pieces) {
            ByteBuf in = direct ? Unpooled.directBuffer(piece.length + 1) : Unpooled.buffer(piece.length + 1);
            direct = !direct;
            in.writeBytes(piece);
            Violation violation = reader.read(in);
            if (violation != null) {
                sink.record(violation.reason().code() + " " + violation.text());
            }
            if (in.isReadable() || in.refCnt() != 1) {
                assertThat(in.isReadable()).isFalse();
                assertThat(in.refCnt()).isEqualTo(1);
            }
            in.release();
        }
    }
}
