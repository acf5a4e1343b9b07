package dev.carillon.gateway.e2e.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A virtual environment with the requirements of the sample site and of the tests; made once for each set of them. */
public final class PythonEnvironment {
    private static final String NEW_ENOUGH = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";

    private final Path home;

    private PythonEnvironment(Path home) {
        this.home = home;
    }

    /** Skips the test where there is no Python, or no way to its packages. */
    public static PythonEnvironment get() {
        Path ofSite = Surroundings.site().resolve("requirements.txt");
        Path ofTests = Surroundings.program("requirements.txt", Surroundings.target());
        Path home = Surroundings.target().resolve("python-" + digest(ofSite, ofTests));
        if (!Files.exists(home.resolve("complete")) || !Files.exists(home.resolve("bin/python"))) {
            make(home, List.of("-r", ofSite.toString(), "-r", ofTests.toString()));
        }
        return new PythonEnvironment(home);
    }

    public Path python() {
        return home.resolve("bin").resolve("python");
    }

    private static void make(Path home, List<String> requirements) {
        String python = Stream.of("python3", "python3.13", "python3.12", "python3.11", "python3.10")
                .filter(PythonEnvironment::isNewEnough)
                .findFirst()
                .orElse("");
        if (python.isEmpty()) {
            Surroundings.missing("the end-to-end test needs python3, 3.10 or later, with its venv module");
        }
        try {
            Files.createDirectories(home);
            run(List.of(python, "-m", "venv", "--clear", home.toString()));
            List<String> install = new ArrayList<>(List.of(home + "/bin/python", "-m", "pip", "install", "--quiet"));
            install.addAll(requirements);
            run(install);
            Files.writeString(home.resolve("complete"), "");
        } catch (IllegalStateException e) {
            Surroundings.missing("the end-to-end test needs the packages that it is tested with: " + e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command) {
        ExternalProgram.run(
                "python-environment", Surroundings.target(), Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1"), command);
    }

    private static boolean isNewEnough(String python) {
        try {
            Process process = new ProcessBuilder(python, "-c", NEW_ENOUGH)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String digest(Path... files) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                hash.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(hash.digest(), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
