package dev.carillon.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.command.Lifetime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a signal does to the process, with a process. */
@Timeout(60)
final class LifetimeIT {
    @Test
    void after_sigterm_the_drain_ends_before_the_process_does_and_its_status_is_0() throws Exception {
        assertThat(stop("good")).isEqualTo(0);
    }

    @Test
    void a_drain_that_fails_ends_with_1() throws Exception {
        assertThat(stop("bad")).isEqualTo(1);
    }

    private static int stop(String drain) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Runner.class.getName(),
                        drain)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("running");
            process.toHandle().destroy();
            assertThat(output.readLine()).isEqualTo("drained");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The process. */
    static final class Runner {
        private Runner() {}

        public static void main(String[] args) throws Exception {
            Thread.ofPlatform().daemon().start(() -> announceOnceTheHookStands());
            Lifetime.untilStopped(() -> {
                System.out.println("drained");
                if (args[0].equals("bad")) {
                    throw new IOException("cannot drain");
                }
            });
        }

        // The main thread waits on a latch once the hook is in place.
        private static void announceOnceTheHookStands() {
            Thread main = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("main"))
                    .findFirst()
                    .orElseThrow();
            while (main.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            System.out.println("running");
        }
    }
}
