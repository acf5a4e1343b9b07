package dev.carillon.bench.load.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.client.LocalCrew;
import dev.carillon.bench.load.credential.CredentialException;
import dev.carillon.bench.load.credential.Credentials;
import dev.carillon.bench.load.plan.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The main class of a worker process: does what it is told until its standard input ends. */
final class Worker implements AutoCloseable {
    private @Nullable LocalCrew crew;

    private Worker() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, false, UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (Worker worker = new Worker()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Order.Reply reply = worker.answer(Order.JSON.readValue(line, Order.class));
                out.println(Order.JSON.writeValueAsString(reply));
                out.flush();
            }
        }
    }

    private Order.Reply answer(Order order) {
        try {
            return obey(order);
        } catch (IOException | CredentialException | RuntimeException e) {
            return new Order.Reply(null, null, null, String.valueOf(e.getMessage()));
        }
    }

    private Order.Reply obey(Order order) throws IOException, CredentialException {
        if (order.kind() == Order.Kind.PLAN && order.plan() != null) {
            Plan plan = order.plan();
            crew = new LocalCrew(plan, (int) order.number(), Credentials.open(plan.credentials()));
            return Order.Reply.DONE;
        }
        LocalCrew clients = crew;
        if (clients == null) {
            throw new IllegalStateException("the plan must come first");
        }
        switch (order.kind()) {
            case OPEN -> clients.open();
            case START -> clients.start(order.number());
            case DRAIN -> clients.drain(order.number());
            case COUNTS -> {
                return new Order.Reply(clients.counts(), null, null, null);
            }
            case SNAPSHOT -> {
                return new Order.Reply(null, clients.snapshot().encode(), null, null);
            }
            case FINISH -> {
                Published published = order.published() == null ? new Published(0, List.of()) : order.published();
                return new Order.Reply(null, null, clients.finish(published), null);
            }
            case PLAN -> throw new IllegalStateException("there is a plan already");
        }
        return Order.Reply.DONE;
    }

    @Override
    public void close() {
        if (crew != null) {
            crew.close();
        }
    }
}
