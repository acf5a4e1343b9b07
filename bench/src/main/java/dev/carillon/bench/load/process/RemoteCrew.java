package dev.carillon.bench.load.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.client.Crew;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.plan.Plan;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The clients of a worker process, which ends with this one. */
public final class RemoteCrew implements Crew {
    /**
     * Ctrl-C at a terminal, and what {@code timeout} sends, reaches all processes of a group. Only the first is to hear it: the
     * others have to report to it, and end when it does.
     */
    private static final List<String> DEAF_TO_SIGNALS =
            List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "sh");

    private final Process process;
    private final BufferedReader replies;
    private final BufferedWriter orders;

    /** @throws IOException if the process cannot be started, or cannot do what the plan says */
    public RemoteCrew(Plan plan, int number) throws IOException {
        List<String> command = new ArrayList<>(DEAF_TO_SIGNALS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-javaagent:") && !option.startsWith("-agentlib:"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        replies = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
        try {
            order(new Order(Order.Kind.PLAN, number, plan, null));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private Order.Reply order(Order order) throws IOException {
        orders.write(Order.JSON.writeValueAsString(order));
        orders.newLine();
        orders.flush();
        @Nullable String line = replies.readLine();
        if (line == null) {
            throw new IOException("a worker process ended");
        }
        Order.Reply reply = Order.JSON.readValue(line, Order.Reply.class);
        if (reply.problem() != null) {
            throw new IOException(reply.problem());
        }
        return reply;
    }

    @Override
    public void open() throws IOException {
        order(Order.of(Order.Kind.OPEN));
    }

    @Override
    public Counts counts() throws IOException {
        Counts counts = order(Order.of(Order.Kind.COUNTS)).counts();
        if (counts == null) {
            throw new IOException("a worker process gave no counts");
        }
        return counts;
    }

    @Override
    public Snapshot snapshot() throws IOException {
        Snapshot.Message message = order(Order.of(Order.Kind.SNAPSHOT)).snapshot();
        if (message == null) {
            throw new IOException("a worker process gave no numbers");
        }
        return message.decode();
    }

    @Override
    public void start(long zero) throws IOException {
        order(Order.of(Order.Kind.START, zero));
    }

    @Override
    public void drain(long events) throws IOException {
        order(Order.of(Order.Kind.DRAIN, events));
    }

    @Override
    public Statement.Sums finish(Published published) throws IOException {
        Statement.Sums sums =
                order(new Order(Order.Kind.FINISH, 0, null, published)).sums();
        if (sums == null) {
            throw new IOException("a worker process gave no account");
        }
        return sums;
    }

    @Override
    public void close() {
        try {
            orders.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            replies.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
