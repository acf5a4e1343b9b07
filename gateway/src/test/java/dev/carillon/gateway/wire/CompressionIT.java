package dev.carillon.gateway.wire;

import static dev.carillon.gateway.testing.TestGateway.PRODUCT;
import static dev.carillon.gateway.testing.TestGateway.ROOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testing.RawWebSocket;
import dev.carillon.gateway.testing.ServerFrame;
import dev.carillon.gateway.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to clients that negotiated permessage-deflate (RFC 7692), and to those that did not. */
@Timeout(120)
final class CompressionIT {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @Test
    void with_one_context_for_all_messages_every_event_inflates_to_what_was_published() throws Exception {
        try (RawWebSocket compressing =
                        gateway.client(ROOT, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
                RawWebSocket plain = gateway.client(ROOT)) {
            gateway.awaitSubscribers(2);
            List<String> published = publish();
            Inflater context = new Inflater(true);
            int compressed = 0;
            for (String payload : published) {
                ServerFrame frame = compressing.readFrame();
                compressed += frame.first() == 0xC1 ? 1 : 0;
                assertThat(inflated(frame, context)).isEqualTo(payload);
                ServerFrame uncompressed = plain.readFrame();
                assertThat(uncompressed.first()).isEqualTo(0x81);
                assertThat(uncompressed.text()).isEqualTo(payload);
            }
            context.end();
            assertThat(compressed).isGreaterThan(published.size() / 2);
        }
        gateway.awaitSubscribers(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 15})
    void no_compressed_frame_refers_back_further_than_the_negotiated_window(int bits) throws Exception {
        int window = 1 << Math.min(bits, 12);
        try (RawWebSocket client =
                gateway.client(ROOT, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=" + bits)) {
            gateway.awaitSubscribers(1);
            for (String payload : publish()) {
                ServerFrame frame = client.readFrame();
                // A fresh inflater: whatever came before is out of the window, for certain.
                Inflater fresh = new Inflater(true);
                assertThat(inflated(frame, fresh)).isEqualTo(payload);
                fresh.end();
                if (frame.first() == 0xC1) {
                    assertThat(new DeflateDistances(frame.payload()).longest()).isLessThanOrEqualTo(window);
                }
            }
        }
        gateway.awaitSubscribers(0);
    }

    /** Events around every size at which something changes, repetitive ones and noise. */
    private static List<String> publish() throws IOException, InterruptedException {
        List<String> payloads = new ArrayList<>();
        Random random = new Random(7);
        for (int size : new int[] {0, 60, 125, 126, 200, 256, 450, 512, 1000, 1024, 4000, 4096, 5000, 65_500, 66_000}) {
            payloads.add(gateway.publish(PRODUCT, "the same words again, ".repeat(size / 22 + 1)));
            StringBuilder noise = new StringBuilder();
            random.ints(size, 35, 91).forEach(noise::appendCodePoint);
            payloads.add(gateway.publish(PRODUCT, noise.toString()));
            String far = noise.substring(0, Math.min(100, size));
            payloads.add(gateway.publish(PRODUCT, far + noise + far));
        }
        payloads.add(gateway.publish(PRODUCT, "large ".repeat(150_000)));
        return payloads;
    }

    private static String inflated(ServerFrame frame, Inflater context) throws DataFormatException {
        if (frame.first() == 0x81) {
            return frame.text();
        }
        assertThat(frame.first()).isEqualTo(0xC1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[65536];
        for (byte[] input : new byte[][] {frame.payload(), TAIL}) {
            context.setInput(input);
            int length = context.inflate(buffer);
            while (length > 0) {
                out.write(buffer, 0, length);
                length = context.inflate(buffer);
            }
        }
        return out.toString(UTF_8);
    }
}
