package dev.carillon.gateway;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RunningDemoTest {
    private static final Pattern OURS = Pattern.compile("carillon|directory|truth|demo");

    @Test
    void what_was_started_ends_when_the_gateway_cannot_start() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = Map.of(
                    "CARILLON_LISTEN", "127.0.0.1:0", "CARILLON_ADMIN_LISTEN", "127.0.0.1:" + taken.getLocalPort());
            assertThatThrownBy(() -> RunningDemo.start(settings, new PrintWriter(new StringWriter())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
        eventually(
                "no pool, loop or other thread of it is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .noneMatch(thread -> OURS.matcher(thread.getName()).find()));
    }

    @Test
    void the_settings_of_another_site_are_left_out_and_all_others_count() {
        assertThat(RunningDemo.withoutSite(Map.of(
                        "CARILLON_DJANGO_SECRET_KEY_FILE", "key",
                        "CARILLON_TABLES_PREFIX", "x",
                        "CARILLON_SESAME_KEY_FILE", "key",
                        "CARILLON_JWT_SECRETS_FILE", "secrets",
                        "CARILLON_REDIS_URL_FILE", "url",
                        "CARILLON_LISTEN", ":8888")))
                .containsOnlyKeys("CARILLON_LISTEN");
    }
}
