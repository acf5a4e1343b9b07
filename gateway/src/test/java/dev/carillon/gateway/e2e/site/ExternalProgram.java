package dev.carillon.gateway.e2e.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program that the test started, with its output in a log file. It is ended with the test, also by a crash of it. */
public final class ExternalProgram implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread end;

    private ExternalProgram(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
    }

    public static ExternalProgram start(
            String name, Path folder, Map<String, String> environment, List<String> command) {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Surroundings.site().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new ExternalProgram(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
    }

    /** Runs it to its end and gives what it printed; fails unless it succeeds. */
    public static String run(String name, Path folder, Map<String, String> environment, List<String> command) {
        try (ExternalProgram program = start(name, folder, environment, command)) {
            if (!program.process.waitFor(10, TimeUnit.MINUTES) || program.process.exitValue() != 0) {
                throw new IllegalStateException(name + " failed:\n" + program.log());
            }
            return program.log();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for it to answer; fails when it ends, or stays silent for too long. */
    public void await(Probe ready) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!answers(ready)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended:\n" + log());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(name + " does not answer:\n" + log());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static boolean answers(Probe ready) {
        try {
            return ready.answers();
        } catch (IOException e) {
            return false;
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(end);
    }

    /** Whether something is there yet. */
    public interface Probe {
        boolean answers() throws IOException;
    }
}
