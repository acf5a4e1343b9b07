package dev.carillon.bench.load.run;

import dev.carillon.bench.load.client.Crew;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.publish.Outlet;
import dev.carillon.bench.load.publish.Receipts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The time before the first event: all connect, and each shows that it is subscribed. */
final class Gathering {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long GLANCE_MILLIS = 20;

    private final Plan plan;
    private final Crew crew;
    private final Audience audience;
    private final Progress progress;

    Gathering(Plan plan, Crew crew, Audience audience, Progress progress) {
        this.plan = plan;
        this.crew = crew;
        this.audience = audience;
        this.progress = progress;
    }

    /** Seconds until all were open. */
    double openAll(BooleanSupplier stopped) throws LoadException, IOException, InterruptedException {
        int wanted = plan.population().connections();
        long begin = System.nanoTime();
        long since = begin;
        long most = 0;
        crew.open();
        Counts counts = crew.counts();
        while (counts.open() < wanted) {
            long now = System.nanoTime();
            // Once all have been open for a moment, some that did not stay will not come to stay.
            if (stopped.getAsBoolean() || now - since > plan.coming().patienceNanos() + 2 * SECOND_NANOS) {
                progress.end();
                throw new LoadException(failure(crew.snapshot(), wanted, stopped.getAsBoolean()));
            }
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            counts = crew.counts();
            if (counts.open() > most) {
                most = counts.open();
                since = System.nanoTime();
            }
            progress.opening((now - begin) / SECOND_NANOS, counts, wanted);
        }
        progress.end();
        return (System.nanoTime() - begin) / (double) SECOND_NANOS;
    }

    /** Publishes probes until each client that sees anything has heard one. */
    void confirm(Outlet outlet, BooleanSupplier stopped, List<String> notes)
            throws LoadException, IOException, InterruptedException {
        Probes probes = new Probes(outlet, plan.traffic());
        long begin = System.nanoTime();
        Counts counts = crew.counts();
        while (counts.subscribed() < audience.seeing()
                && System.nanoTime() - begin < plan.coming().settleNanos()) {
            if (stopped.getAsBoolean()) {
                progress.end();
                throw new LoadException("stopped before the first event");
            }
            probes.tick();
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            counts = crew.counts();
            progress.confirming((System.nanoTime() - begin) / SECOND_NANOS, counts, audience.seeing());
        }
        progress.end();
        quiet(outlet, probes.published());
        check(crew.snapshot(), outlet, notes);
    }

    /** Until all probes are answered, none of which is an event's answer then. */
    private static void quiet(Outlet outlet, long probes) throws LoadException, InterruptedException {
        Receipts receipts = outlet.receipts();
        boolean all = receipts.awaitProbes(probes, Outlet.PATIENCE.toNanos());
        String problem = receipts.problem();
        if (!all || problem != null) {
            throw new LoadException(outlet.where() + " does not take events: "
                    + (problem == null
                            ? "it has not answered to " + (probes - receipts.answered()) + " probes"
                            : problem));
        }
    }

    private void check(Snapshot snapshot, Outlet outlet, List<String> notes) throws LoadException {
        int wanted = plan.population().connections();
        Counts counts = snapshot.counts();
        if (counts.open() < wanted) {
            throw new LoadException(failure(snapshot, wanted, false));
        }
        if (counts.subscribed() == 0 && audience.seeing() > 0) {
            throw new LoadException("no client has heard a probe within the settle time"
                    + (outlet.receipts().unheard() > 0 ? ": " + outlet.where() + " has no subscriber" : "")
                    + "; is it the server's own bus and channel, and may the clients see the content types "
                    + plan.traffic().types() + "?");
        }
        long silent = audience.seeing() - counts.subscribed();
        if (silent > 0) {
            notes.add(
                    silent + " clients heard no probe within the settle time; what they do not hear counts as missing");
        }
    }

    private static String failure(Snapshot snapshot, int wanted, boolean stopped) {
        String reasons = Stream.concat(snapshot.refused().entrySet().stream(), snapshot.ended().entrySet().stream())
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(reason -> reason.getValue() + " times " + reason.getKey())
                .collect(Collectors.joining(", "));
        return (stopped ? "stopped when " : "only ") + snapshot.counts().open() + " of " + wanted
                + " connections were open" + (reasons.isEmpty() ? "" : ": " + reasons);
    }
}
