package dev.carillon.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.protocol.session.DecodedSession.Decoded;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that real Django wrote, damaged: whatever becomes of them, nothing is thrown and little is kept. */
final class DamagedSessionsTest {
    private static final List<byte[]> REAL =
            Vectors.redisValues().stream().map(Vectors::bytes).toList();

    static List<JsonNode> values() {
        return Vectors.redisValues();
    }

    @ParameterizedTest
    @MethodSource("values")
    void every_beginning_of_a_value_is_refused(JsonNode value) {
        byte[] whole = Vectors.bytes(value);
        for (int length = 0; length < whole.length; length++) {
            byte[] begun = Arrays.copyOf(whole, length);
            // In MessagePack this is a dict without members.
            if (!Arrays.equals(begun, new byte[] {(byte) 0x80})) {
                assertThat(CachedSessions.read(begun)).isNotInstanceOf(Decoded.class);
            }
        }
    }

    /** The shortest value of each way to write them. */
    static Collection<JsonNode> kinds() {
        return Vectors.redisValues().stream()
                .collect(Collectors.toMap(
                        value -> value.get("setup").asText(),
                        value -> value,
                        (one, other) -> Vectors.bytes(one).length <= Vectors.bytes(other).length ? one : other))
                .values();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void every_single_byte_may_be_any_other(JsonNode value) {
        byte[] bytes = Vectors.bytes(value);
        for (int i = 0; i < bytes.length; i++) {
            byte real = bytes[i];
            for (int other = 0; other < 256; other++) {
                bytes[i] = (byte) other;
                assertIsSmall(CachedSessions.read(bytes), bytes.length);
            }
            bytes[i] = real;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void many_bytes_may_be_damaged_and_parts_of_values_joined(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = joined(random, any(random), any(random));
            for (int damage = random.nextInt(6); damage > 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertIsSmall(CachedSessions.read(bytes), bytes.length);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void any_order_of_opcodes_is_survived(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] opcodes = {
            'K',
            'M',
            'J',
            (byte) 0x8a,
            'G',
            'N',
            (byte) 0x88,
            (byte) 0x8c,
            'X',
            'C',
            'B',
            '(',
            '}',
            's',
            'u',
            ']',
            'a',
            'e',
            ')',
            (byte) 0x85,
            (byte) 0x86,
            (byte) 0x87,
            't',
            (byte) 0x94,
            'q',
            'r',
            'h',
            'j',
            '.',
            0,
            1,
            2
        };
        for (int round = 0; round < 50_000; round++) {
            byte[] pickle = new byte[2 + random.nextInt(60)];
            for (int i = 2; i < pickle.length; i++) {
                pickle[i] = opcodes[random.nextInt(opcodes.length)];
            }
            pickle[0] = (byte) 0x80;
            pickle[1] = 4;
            assertIsSmall(CachedSessions.read(pickle), pickle.length);
        }
    }

    private static byte[] any(SplittableRandom random) {
        return REAL.get(random.nextInt(REAL.size()));
    }

    private static byte[] joined(SplittableRandom random, byte[] head, byte[] tail) {
        int cut = random.nextInt(head.length) + 1;
        int rest = random.nextInt(tail.length);
        byte[] bytes = Arrays.copyOf(head, cut + rest);
        System.arraycopy(tail, tail.length - rest, bytes, cut, rest);
        return bytes;
    }

    /** Nothing that is kept is larger than what was read; inflated, a thousand times as large at most. */
    private static void assertIsSmall(DecodedSession session, int size) {
        if (session instanceof Decoded(SessionData data)) {
            int longest = Stream.of(data.userId(), data.backend(), data.authHash(), data.expiry())
                    .filter(Objects::nonNull)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 1032 * size) {
                throw new AssertionError(longest + " characters of " + size + " bytes");
            }
        }
    }
}
