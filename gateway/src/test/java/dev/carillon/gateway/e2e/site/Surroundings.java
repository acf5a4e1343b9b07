package dev.carillon.gateway.e2e.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the test runs: folders, free ports, and what this machine may lack. */
public final class Surroundings {
    private Surroundings() {}

    /** The sample site's folder. */
    public static Path site() {
        return Path.of(System.getProperty("carillon.checkout", ".."), "ops", "django")
                .toAbsolutePath()
                .normalize();
    }

    /** The module's build folder. */
    public static Path target() {
        return Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
    }

    /** Skips the test for want of something; where the machine is meant to have everything, fails it. */
    public static void missing(String what) {
        if (Boolean.getBoolean("carillon.require")) {
            throw new AssertionError(what);
        }
        Assumptions.abort(what + " (skipped; -Dcarillon.require=true makes this a failure)");
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that lies beside the tests, as a file. */
    public static Path program(String name, Path folder) {
        try (InputStream program = Surroundings.class.getResourceAsStream("/dev/carillon/gateway/e2e/" + name)) {
            if (program == null) {
                throw new IllegalArgumentException("no such test resource: " + name);
            }
            Path file = folder.resolve(name);
            Files.write(file, program.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
