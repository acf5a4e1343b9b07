package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SharedDeflaterTest {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final SharedDeflater deflater = new SharedDeflater();
    /** A client's, with context takeover: it keeps its window from message to message. */
    private final Inflater lasting = new Inflater(true);

    @AfterEach
    void close() {
        deflater.close();
        lasting.end();
    }

    @Test
    void json_of_every_size_inflates_to_itself() throws DataFormatException {
        everySize(SharedDeflaterTest::json);
    }

    @Test
    void repetitions_of_every_size_inflate_to_themselves() throws DataFormatException {
        everySize(size -> ClientFrames.repeated('x', size));
    }

    /** Repeats what is more than 4096 bytes back, which a larger window would refer to. */
    @Test
    void far_repetitions_inflate_to_themselves_and_are_not_referred_to() throws DataFormatException {
        byte[] noise = noise(5000);
        everySize(size -> {
            byte[] payload = new byte[size];
            for (int i = 0; i < size; i++) {
                payload[i] = (byte) ('a' + (noise[i % noise.length] & 15));
            }
            return payload;
        });
    }

    /** The control: what the measure of distances says of an ordinary deflater. */
    @Test
    void an_ordinary_deflater_refers_too_far_back() {
        byte[] noise = noise(5000);
        byte[] twice = Arrays.copyOf(noise, 10_000);
        System.arraycopy(noise, 0, twice, 5000, 5000);
        byte[] out = new byte[20_000];
        int length;
        try (Deflater ordinary = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
            ordinary.setInput(twice);
            length = ordinary.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        }

        assertThat(BackReferences.farthest(Arrays.copyOf(out, length))).isEqualTo(5000);
    }

    @Test
    void what_does_not_shrink_is_not_compressed() {
        assertThat(deflater.compress(new byte[0])).isNull();
        assertThat(deflater.compress(new byte[] {'x'})).isNull();
        for (int size = 1; size < 20_000; size += 97) {
            assertThat(deflater.compress(noise(size))).isNull();
        }
    }

    @Test
    void what_shrinks_only_at_its_end_or_start_still_inflates_to_itself() throws DataFormatException {
        for (int size = 4090; size <= 4102; size++) {
            byte[] noise = noise(size);
            byte[] first = Arrays.copyOf(noise, 3 * size);
            byte[] last = new byte[3 * size];
            System.arraycopy(noise, 0, last, 2 * size, size);
            check(first, deflater.compress(first));
            check(last, deflater.compress(last));
        }
    }

    @Test
    void the_window_is_the_smallest_that_holds_the_payload() {
        int[][] windows = {
            {100, 256},
            {255, 256},
            {256, 256},
            {257, 512},
            {512, 512},
            {513, 1024},
            {1024, 1024},
            {1025, 2048},
            {2048, 2048},
            {2049, 4096},
            {4096, 4096},
            {4097, 4096},
            {100_000, 4096},
        };
        for (int[] each : windows) {
            CompressedPayload compressed = deflater.compress(ClientFrames.repeated('x', each[0]));
            assertThat(Objects.requireNonNull(compressed).window())
                    .as("of %d bytes", each[0])
                    .isEqualTo(each[1]);
        }
    }

    @Test
    void the_same_payload_has_the_same_form_whatever_was_compressed_before() {
        byte[] payload = json(3000);
        byte[] first = Objects.requireNonNull(deflater.compress(payload)).bytes();
        deflater.compress(json(20_000));
        deflater.compress(noise(9000));

        assertThat(Objects.requireNonNull(deflater.compress(payload)).bytes()).isEqualTo(first);
    }

    private void everySize(IntFunction<byte[]> payloads) throws DataFormatException {
        int compressed = 0;
        for (int size = 0; size <= 20_000; size += step(size)) {
            byte[] payload = payloads.apply(size);
            CompressedPayload result = deflater.compress(payload);
            check(payload, result);
            compressed += result == null ? 0 : 1;
        }
        assertThat(compressed).isGreaterThan(400);
    }

    /** Each size where lengths or windows change, some in between. */
    private static int step(int size) {
        int toBoundary = Math.floorMod(size + 8, 4096);
        return size < 520 || toBoundary < 16 ? 1 : Math.min(61, 4096 - toBoundary);
    }

    private void check(byte[] payload, @Nullable CompressedPayload compressed) throws DataFormatException {
        if (compressed == null) {
            return;
        }
        Inflater fresh = new Inflater(true);
        boolean same = Arrays.equals(inflate(fresh, compressed.bytes(), payload.length), payload)
                && Arrays.equals(inflate(lasting, compressed.bytes(), payload.length), payload);
        fresh.end();
        assertThat(same).as("inflates %d bytes to themselves", payload.length).isTrue();
        assertThat(compressed.bytes().length).isLessThan(payload.length);
        byte[] whole = withTail(compressed.bytes());
        assertThat(BackReferences.farthest(whole))
                .as("distance in %d bytes", payload.length)
                .isLessThanOrEqualTo(compressed.window())
                .isLessThanOrEqualTo(4096);
    }

    private static byte[] inflate(Inflater inflater, byte[] compressed, int length) throws DataFormatException {
        byte[] out = new byte[length + 1];
        inflater.setInput(withTail(compressed));
        int inflated = 0;
        int n = inflater.inflate(out);
        while (n > 0) {
            inflated += n;
            n = inflater.inflate(out, inflated, out.length - inflated);
        }
        assertThat(inflater.getRemaining()).isZero();
        return Arrays.copyOf(out, inflated);
    }

    private static byte[] withTail(byte[] compressed) {
        byte[] whole = Arrays.copyOf(compressed, compressed.length + TAIL.length);
        System.arraycopy(TAIL, 0, whole, compressed.length, TAIL.length);
        return whole;
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    private static byte[] json(int size) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(size);
        while (text.length() < size) {
            text.append("{\"model\": \"product\", \"object\": \"")
                    .append(Long.toString(random.nextLong(), 36))
                    .append("\", \"message\": \"Changed Price.\", \"content_type_id\": ")
                    .append(random.nextInt(40))
                    .append("}, ");
        }
        return text.substring(0, size).getBytes(StandardCharsets.UTF_8);
    }
}
