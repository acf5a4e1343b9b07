package dev.carillon.gateway.fanout;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HistoryTest {
    @ParameterizedTest
    @CsvSource({"NIO, 41", "EPOLL, 42", "NIO, 43", "EPOLL, 44"})
    void nothing_goes_out_after_a_revocation_and_nobody_misses_what_they_may_see(TestTransport transport, long seed)
            throws IOException {
        try (History history = new History(transport, seed)) {
            history.happen();
        }
    }
}
