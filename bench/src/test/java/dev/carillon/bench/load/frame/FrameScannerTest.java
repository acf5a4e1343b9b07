package dev.carillon.bench.load.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.event.EventFormat;
import dev.carillon.bench.load.event.EventTypes;
import dev.carillon.bench.load.event.Schedule;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameScannerTest {
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Expects event after event, and writes down what it is told. */
    private static final class Notes implements FrameScanner.Sink {
        final KnownEvents events;
        final List<String> notes = new ArrayList<>();
        long next;
        boolean expecting = true;

        Notes(int size) {
            events = new KnownEvents(format(size), size);
        }

        @Override
        public @Nullable KnownEvent expected() {
            return expecting ? events.get(next) : null;
        }

        @Override
        public void arrived(KnownEvent event) {
            notes.add("event " + event.number);
            next = event.number + 1;
        }

        @Override
        public void frame(FrameScanner.Frame frame) {
            long number = events.format().eventOf(frame.in(), frame.payload(), frame.length());
            boolean intact = number >= 0 && events.get(number).isPayload(frame.in(), frame.payload(), frame.length());
            if (intact) {
                next = number + 1;
            }
            notes.add(Integer.toHexString(frame.first()) + " " + (intact ? "event " + number : frame.length()));
        }
    }

    private static EventFormat format(int size) {
        return new EventFormat(
                new EventTypes(List.of(1L)), new Schedule(List.of(1000.0), 1_000_000_000), "0badcafe", size, 0);
    }

    private static byte[] event(int number, int size) {
        return format(size).event(number);
    }

    private FrameScannerTest text(byte[] payload) {
        bytes.writeBytes(ServerFrames.text(payload));
        return this;
    }

    private FrameScannerTest control(int first, String payload) {
        bytes.write(first);
        bytes.write(payload.length());
        bytes.writeBytes(payload.getBytes(UTF_8));
        return this;
    }

    private static List<String> read(Notes notes, byte[] bytes, int... cuts) {
        FrameScanner scanner = new FrameScanner(notes, false);
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            // Away from the array's begin, as in a buffer that more was read into.
            byte[] piece = new byte[to - from + 7];
            System.arraycopy(bytes, from, piece, 7, to - from);
            String problem = scanner.read(MemorySegment.ofArray(piece), 7, piece.length);
            if (problem != null) {
                notes.notes.add(problem);
            }
            from = to;
        }
        return notes.notes;
    }

    @Test
    void a_stream_is_read_the_same_at_every_split_in_two() {
        text(event(0, 200))
                .control(PING, "ab")
                .text(event(1, 200))
                .text(event(2, 200))
                .text(event(5, 200));
        text("foreign".getBytes(UTF_8)).text(event(6, 200)).text(event(6, 200)).control(CLOSE, "");
        byte[] stream = bytes.toByteArray();
        List<String> whole = read(new Notes(200), stream);
        assertThat(whole)
                .containsExactly(
                        "event 0", "89 2", "event 1", "event 2", "81 event 5", "81 7", "event 6", "81 event 6", "88 0");
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(read(new Notes(200), stream, cut)).as("split at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void a_stream_is_read_the_same_byte_by_byte() {
        text(event(0, 130))
                .text(event(3, 130))
                .control(PING, "x")
                .text(event(4, 130))
                .text(event(2, 130));
        byte[] stream = bytes.toByteArray();
        int[] everywhere = new int[stream.length];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = i;
        }
        assertThat(read(new Notes(130), stream, everywhere)).isEqualTo(read(new Notes(130), stream));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 65_535, 65_536, 300_000})
    void every_form_of_length_is_known_at_any_splits(int size) {
        text(event(0, size)).text(event(1, size)).text(event(7, size)).text(event(8, size));
        byte[] stream = bytes.toByteArray();
        SplittableRandom random = new SplittableRandom(size);
        for (int round = 0; round < 20; round++) {
            int[] cuts = random.ints(6, 0, stream.length).sorted().toArray();
            assertThat(read(new Notes(size), stream, cuts))
                    .containsExactly("event 0", "event 1", "81 event 7", "event 8");
        }
    }

    @Test
    void short_frames_are_handed_over_whole_where_nothing_is_expected() {
        control(PING, "")
                .text(new byte[0])
                .text(new byte[125])
                .text(new byte[126])
                .text(event(0, 200));
        Notes notes = new Notes(200);
        notes.expecting = false;
        assertThat(read(notes, bytes.toByteArray())).containsExactly("89 0", "81 0", "81 125", "81 126", "81 event 0");
    }

    @Test
    void one_altered_byte_anywhere_is_no_expected_event() {
        byte[] frame = ServerFrames.text(event(0, 200));
        for (int at = 4; at < frame.length; at++) {
            byte[] altered = frame.clone();
            altered[at] ^= 1;
            for (int cut : new int[] {0, 1, 3, at, at + 1, frame.length - 1}) {
                assertThat(read(new Notes(200), altered, cut))
                        .as("byte %d, split at %d", at, cut)
                        .containsExactly("81 200");
            }
        }
    }

    @Test
    void an_event_in_several_frames_is_handed_over_piece_by_piece() {
        byte[] payload = event(0, 200);
        byte[] first = ServerFrames.text(Arrays.copyOf(payload, 150));
        first[0] = 0x01;
        byte[] second = ServerFrames.text(Arrays.copyOfRange(payload, 150, 200));
        second[0] = (byte) 0x80;
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        byte[] stream = bytes.toByteArray();
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(read(new Notes(200), stream, cut)).containsExactly("1 150", "80 50");
        }
    }

    @Test
    void what_an_event_has_learnt_is_expected_from_then_on() {
        Notes notes = new Notes(200);
        byte[] compressed = {(byte) 0xC1, 3, 1, 2, 3};
        notes.events.get(0).learn(compressed);
        FrameScanner scanner = new FrameScanner(notes, true);
        scanner.read(MemorySegment.ofArray(compressed), 0, 2);
        notes.events.get(0).learn(ServerFrames.text(event(0, 200)));
        assertThat(scanner.read(MemorySegment.ofArray(compressed), 2, 5)).isNull();
        assertThat(notes.notes).containsExactly("event 0");
    }

    @Test
    void what_breaks_the_rules_is_told_once_and_ends_the_reading() {
        assertThat(problem(0x81, 0x80)).isEqualTo("a masked frame");
        assertThat(problem(0xC1, 0x00)).isEqualTo("a reserved bit is set");
        assertThat(problem(0x91, 0x00)).isEqualTo("a reserved bit is set");
        assertThat(problem(0x83, 0x00)).isEqualTo("opcode 3");
        assertThat(problem(0x8B, 0x00)).isEqualTo("opcode 11");
        assertThat(problem(0x89, 126, 0, 200)).startsWith("a control frame");
        assertThat(problem(0x09, 0x01)).startsWith("a control frame");
        assertThat(problem(0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)).contains("256 MiB");
        assertThat(problem(0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0)).contains("256 MiB");
    }

    private static String problem(int... header) {
        byte[] stream = new byte[header.length + 20];
        for (int i = 0; i < header.length; i++) {
            stream[i] = (byte) header[i];
        }
        List<String> whole = read(new Notes(200), stream);
        assertThat(whole).hasSize(1);
        for (int cut = 1; cut <= header.length; cut++) {
            assertThat(read(new Notes(200), stream, cut)).isEqualTo(whole);
        }
        return whole.getFirst();
    }
}
