package dev.carillon.gateway.admission;

import static dev.carillon.gateway.admission.Admission.Verdict.ADDRESS_FULL;
import static dev.carillon.gateway.admission.Admission.Verdict.ADMITTED;
import static dev.carillon.gateway.admission.Admission.Verdict.FULL;
import static dev.carillon.gateway.admission.Admission.Verdict.SHUTTING_DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final SocketAddress HERE = new InetSocketAddress("192.0.2.1", 1);
    private static final SocketAddress HERE_TOO = new InetSocketAddress("192.0.2.1", 2);
    private static final SocketAddress THERE = new InetSocketAddress("192.0.2.2", 1);
    private static final SocketAddress UNIX = UnixDomainSocketAddress.of("x");

    @Test
    void the_limit_counts_all_addresses_and_a_place_that_is_left_is_free_again() {
        Admission admission = new Admission(Limits.connections(2, 0), 100);
        assertThat(List.of(admission.admit(HERE), admission.admit(UNIX), admission.admit(THERE)))
                .containsExactly(ADMITTED, ADMITTED, FULL);
        admission.release(UNIX);
        assertThat(List.of(admission.admit(HERE_TOO), admission.admit(HERE_TOO)))
                .containsExactly(ADMITTED, FULL);
    }

    @Test
    void without_a_limit_the_descriptors_are_the_limit() {
        Admission admission = new Admission(Limits.connections(0, 0), 1);
        assertThat(List.of(admission.admit(HERE), admission.admit(THERE))).containsExactly(ADMITTED, FULL);
        assertThat(Descriptors.leftForConnections()).isPositive();
    }

    @Test
    void an_address_is_limited_over_its_ports_and_a_refusal_takes_no_place() {
        Admission admission = new Admission(Limits.connections(3, 1), 100);
        assertThat(List.of(admission.admit(HERE), admission.admit(HERE_TOO), admission.admit(HERE_TOO)))
                .containsExactly(ADMITTED, ADDRESS_FULL, ADDRESS_FULL);
        assertThat(List.of(admission.admit(THERE), admission.admit(UNIX), admission.admit(UNIX)))
                .containsExactly(ADMITTED, ADMITTED, FULL);
        admission.release(HERE);
        assertThat(admission.admit(HERE_TOO)).isEqualTo(ADMITTED);
    }

    @Test
    void of_ipv6_the_64_is_limited_and_an_address_of_ipv4_in_either_form() throws Exception {
        Admission admission = new Admission(Limits.connections(9, 1), 100);
        SocketAddress one = new InetSocketAddress("2001:db8:1:2::1", 1);
        SocketAddress neighbour = new InetSocketAddress("2001:db8:1:2:3:4:5:6", 1);
        SocketAddress other = new InetSocketAddress("2001:db8:1:3::1", 1);
        assertThat(List.of(admission.admit(one), admission.admit(neighbour), admission.admit(other)))
                .containsExactly(ADMITTED, ADDRESS_FULL, ADMITTED);
        admission.release(one);
        assertThat(admission.admit(neighbour)).isEqualTo(ADMITTED);
        byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        SocketAddress mapped = new InetSocketAddress(Inet6Address.getByAddress(null, bytes, -1), 1);
        assertThat(((InetSocketAddress) mapped).getAddress()).isInstanceOf(Inet6Address.class);
        assertThat(List.of(admission.admit(HERE), admission.admit(mapped), admission.admit(THERE)))
                .containsExactly(ADMITTED, ADDRESS_FULL, ADMITTED);
    }

    @Test
    void nobody_is_admitted_to_a_gateway_that_drains() {
        Admission admission = new Admission(Limits.connections(3, 1), 100);
        admission.drain();
        assertThat(admission.admit(HERE)).isEqualTo(SHUTTING_DOWN);
    }

    @Test
    void many_threads_never_exceed_a_limit_and_lose_no_place() throws Exception {
        Admission admission = new Admission(Limits.connections(5, 3), 100);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SocketAddress address = i % 2 == 0 ? HERE : THERE;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 20_000; j++) {
                    if (admission.admit(address) == ADMITTED) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        admission.release(address);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 5);
        assertThat(List.of(admission.admit(HERE), admission.admit(HERE), admission.admit(HERE), admission.admit(HERE)))
                .containsExactly(ADMITTED, ADMITTED, ADMITTED, ADDRESS_FULL);
    }
}
