package dev.carillon.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientNetworksTest {
    private static SocketAddress peer(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 1234);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ClientNetwork network(String address) {
        try {
            return ClientNetwork.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static @Nullable ClientNetwork find(List<String> trusted, String peer, String... forwarded) {
        return new ClientNetworks(trusted).of(peer(peer), List.of(forwarded));
    }

    @Test
    void a_peer_is_itself_and_of_ipv6_its_64() {
        assertThat(find(List.of(), "203.0.113.7")).isEqualTo(network("203.0.113.7"));
        assertThat(find(List.of(), "203.0.113.7")).isNotEqualTo(network("203.0.113.8"));
        assertThat(find(List.of(), "::ffff:203.0.113.7")).isEqualTo(network("203.0.113.7"));
        assertThat(find(List.of(), "2001:db8:1:2:3:4:5:6")).isEqualTo(network("2001:db8:1:2::1"));
        assertThat(find(List.of(), "2001:db8:1:2::1")).isNotEqualTo(network("2001:db8:1:3::1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1", "fe80::1", "fd00::1"
            })
    void behind_a_local_address_may_be_anyone(String address) {
        assertThat(find(List.of(), address, "203.0.113.7")).isNull();
    }

    @Test
    void what_an_untrusted_peer_says_of_others_is_not_believed() {
        assertThat(find(List.of(), "203.0.113.7", "198.51.100.1")).isEqualTo(network("203.0.113.7"));
        assertThat(find(List.of("10.0.0.0/8"), "203.0.113.7", "198.51.100.1")).isEqualTo(network("203.0.113.7"));
    }

    @Test
    void the_last_address_that_is_no_trusted_proxy_s_is_the_client_s() {
        List<String> trusted = List.of("127.0.0.1", "10.0.0.0/8", "2001:db8:ffff::/48");
        assertThat(find(trusted, "127.0.0.1", "203.0.113.7")).isEqualTo(network("203.0.113.7"));
        assertThat(find(trusted, "10.1.2.3", "1.1.1.1, 203.0.113.7")).isEqualTo(network("203.0.113.7"));
        assertThat(find(trusted, "10.1.2.3", "1.1.1.1, 203.0.113.7 ,10.9.9.9")).isEqualTo(network("203.0.113.7"));
        assertThat(find(trusted, "10.1.2.3", "1.1.1.1", "203.0.113.7", "10.9.9.9"))
                .isEqualTo(network("203.0.113.7"));
        assertThat(find(trusted, "2001:db8:ffff::9", "2001:db8::1")).isEqualTo(network("2001:db8::2"));
        assertThat(find(trusted, "2001:db8:fffe::9", "203.0.113.7")).isEqualTo(network("2001:db8:fffe::1"));
        assertThat(find(trusted, "127.0.0.1", "192.168.7.7")).isEqualTo(network("192.168.7.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7:4711", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:4711"})
    void addresses_may_be_written_with_ports(String forwarded) {
        assertThat(find(List.of("127.0.0.1"), "127.0.0.1", forwarded)).isEqualTo(network("203.0.113.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", "example.org", "203.0.113.7,", "203.0.113", "_hidden", "1.1.1.1, evil", "10.0.0.9"
            })
    void a_proxy_that_does_not_say_may_speak_for_anyone(String forwarded) {
        assertThat(find(List.of("127.0.0.1", "10.0.0.0/8"), "127.0.0.1", forwarded))
                .isNull();
        assertThat(find(List.of("127.0.0.1"), "127.0.0.1")).isNull();
    }

    @Test
    void a_unix_socket_s_proxy_is_believed_if_so_configured() {
        SocketAddress unix = UnixDomainSocketAddress.of("/run/x");
        assertThat(new ClientNetworks(List.of()).of(unix, List.of("203.0.113.7")))
                .isNull();
        assertThat(new ClientNetworks(List.of("unix")).of(unix, List.of("203.0.113.7")))
                .isEqualTo(network("203.0.113.7"));
    }

    @Test
    void networks_end_at_any_bit() {
        List<String> trusted = List.of("198.51.100.64/26", "2001:db8::/33", "0.0.0.0/0");
        ClientNetworks odd = new ClientNetworks(trusted.subList(0, 2));
        assertThat(odd.of(peer("198.51.100.127"), List.of("203.0.113.7"))).isEqualTo(network("203.0.113.7"));
        assertThat(odd.of(peer("198.51.100.128"), List.of("203.0.113.7"))).isEqualTo(network("198.51.100.128"));
        assertThat(odd.of(peer("2001:db8:7fff::1"), List.of("203.0.113.7"))).isEqualTo(network("203.0.113.7"));
        assertThat(odd.of(peer("2001:db8:8000::1"), List.of("203.0.113.7"))).isEqualTo(network("2001:db8:8000::"));
        assertThat(find(List.of("0.0.0.0/0"), "203.0.113.7", "2001:db8::1")).isEqualTo(network("2001:db8::1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0/8",
                "::/129",
                "proxy.example",
                "*"
            })
    void what_is_no_network_is_refused_in_words(String proxy) {
        assertThatThrownBy(() -> new ClientNetworks(List.of(proxy)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trusted_proxies");
    }
}
