package dev.carillon.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.close.CloseReason;
import dev.carillon.protocol.close.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ClosePayloadTest {
    @Test
    void exactly_the_codes_that_may_be_sent_are_taken() {
        Set<Integer> taken = new TreeSet<>();
        for (int code = 0; code <= 0xFFFF; code++) {
            Violation violation = ClosePayload.check(payload(code));
            if (violation == null) {
                taken.add(code);
            } else {
                assertThat(violation).isEqualTo(Violation.protocol("invalid status code"));
            }
        }

        Set<Integer> expected = new TreeSet<>(Set.of(1000, 1001, 1002, 1003));
        IntStream.rangeClosed(1007, 1014).forEach(expected::add);
        IntStream.rangeClosed(3000, 4999).forEach(expected::add);
        assertThat(taken).isEqualTo(expected);
    }

    @Test
    void no_payload_is_no_code() {
        assertThat(ClosePayload.check(Unpooled.EMPTY_BUFFER)).isNull();
        assertThat(ClosePayload.code(Unpooled.EMPTY_BUFFER)).isEqualTo(1005);
        assertThat(ClosePayload.code(payload(1001, 'x'))).isEqualTo(1001);
        assertThat(ClosePayload.code(payload(0xFFFF))).isEqualTo(0xFFFF);
    }

    @Test
    void one_byte_is_too_short() {
        assertThat(ClosePayload.check(Unpooled.wrappedBuffer(new byte[] {3})))
                .isEqualTo(Violation.protocol("close frame too short"));
    }

    @Test
    void the_reason_is_utf8_to_its_end() {
        assertThat(ClosePayload.check(payload(1000, 'a', 0xC3, 0xA9))).isNull();
        assertThat(ClosePayload.check(payload(1000, 'a', 0xC3)))
                .isEqualTo(invalid("unexpected end of data at position 1"));
        assertThat(ClosePayload.check(payload(1000, 0xFF))).isEqualTo(invalid("invalid start byte at position 0"));
        assertThat(ClosePayload.check(payload(1000, 'a', 'b', 0xED, 0xA0, 0x80)))
                .isEqualTo(invalid("invalid continuation byte at position 2"));
    }

    @Test
    void a_bad_reason_is_named_before_a_bad_code_as_the_guides_server_does() {
        assertThat(ClosePayload.check(payload(999, 0xFF))).isEqualTo(invalid("invalid start byte at position 0"));
    }

    @Test
    void only_the_readable_bytes_count_and_stay_unread() {
        ByteBuf payload =
                payload(999, 'x', 'y').setByte(2, 0x03).setByte(3, 0xE8).skipBytes(2);

        assertThat(ClosePayload.check(payload)).isNull();
        assertThat(payload.readableBytes()).isEqualTo(2);
    }

    @Test
    void a_reason_may_fill_the_frame() {
        byte[] longest = new byte[125];
        longest[0] = 1000 >> 8;
        longest[1] = (byte) 1000;

        assertThat(ClosePayload.check(Unpooled.wrappedBuffer(longest))).isNull();
    }

    private static Violation invalid(String text) {
        return new Violation(CloseReason.INVALID_DATA, text);
    }

    private static ByteBuf payload(int code, int... reason) {
        ByteBuf payload = Unpooled.buffer().writeShort(code);
        for (int each : reason) {
            payload.writeByte(each);
        }
        return payload;
    }
}
