package dev.carillon.bench.load.run;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.client.Crew;
import dev.carillon.bench.load.event.Schedule;
import dev.carillon.bench.load.gateway.GatewayCounters;
import dev.carillon.bench.load.gateway.GatewayWatch;
import dev.carillon.bench.load.gateway.Reconciliation;
import dev.carillon.bench.load.measure.Counts;
import dev.carillon.bench.load.measure.Effort;
import dev.carillon.bench.load.measure.Latencies;
import dev.carillon.bench.load.measure.Snapshot;
import dev.carillon.bench.load.plan.Plan;
import dev.carillon.bench.load.plan.Traffic;
import dev.carillon.bench.load.publish.Outlet;
import dev.carillon.bench.load.publish.Publisher;
import dev.carillon.bench.load.report.Outcome;
import dev.carillon.bench.load.report.Outcome.Publishing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A run: all connect, all are heard to be subscribed, events are published by the clock, what is under way arrives, the account
 * is drawn up. On one thread; {@link #stop} from any other ends it early, with a report of what there was.
 */
public final class LoadRun {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long HEAD_START_NANOS = 200_000_000;
    private static final long GLANCE_MILLIS = 50;
    private static final long LINGER_MILLIS = 300;

    private final Plan plan;
    private final Crew crew;
    private final Audience audience;
    private final Parts parts;
    private final Timeline timeline = new Timeline();
    private final List<String> notes = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * What a run works with beside its clients.
     *
     * @param outlet null where nothing is published
     * @param gateway null where no metrics are read
     * @param drainNanos how long nothing may arrive before the rest is given up
     */
    public record Parts(@Nullable Outlet outlet, @Nullable GatewayWatch gateway, Progress progress, long drainNanos) {}

    public LoadRun(Plan plan, Crew crew, Audience audience, Parts parts) {
        this.plan = plan;
        this.crew = crew;
        this.audience = audience;
        this.parts = parts;
    }

    /** Ends the run soon; any thread. */
    public void stop() {
        stopped.countDown();
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void pause(long millis) throws InterruptedException {
        if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
            // Whoever waits after a stop looks for something else; not at full speed.
            TimeUnit.MILLISECONDS.sleep(Math.min(millis, GLANCE_MILLIS));
        }
    }

    /** @throws LoadException if the connections do not come about */
    public Outcome run() throws LoadException, IOException, InterruptedException {
        double openSeconds = new Gathering(plan, crew, audience, parts.progress()).openAll(this::isStopped);
        Outlet outlet = parts.outlet();
        return outlet == null ? hold(openSeconds) : publish(outlet, openSeconds);
    }

    private Outcome hold(double openSeconds) throws IOException, InterruptedException {
        Effort before = crew.snapshot().effort();
        long begin = System.nanoTime();
        long end = begin + plan.traffic().stepNanos();
        while (!isStopped() && System.nanoTime() < end) {
            pause(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, 1000));
            parts.progress().holding((System.nanoTime() - begin) / SECOND_NANOS, crew.counts());
        }
        parts.progress().end();
        Published none = new Published(0, List.of());
        Snapshot last = crew.snapshot();
        return new Outcome(
                openSeconds,
                last,
                crew.finish(none),
                new Publishing(none, Latencies.newHistogram(), 0, null),
                List.of(),
                0,
                null,
                last.effort().since(before),
                notes);
    }

    private Outcome publish(Outlet outlet, double openSeconds) throws LoadException, IOException, InterruptedException {
        new Gathering(plan, crew, audience, parts.progress()).confirm(outlet, this::isStopped, notes);
        GatewayWatch gateway = parts.gateway();
        GatewayCounters before = gateway == null ? null : gateway.settled();
        Snapshot ready = crew.snapshot();
        long zero = System.nanoTime() + HEAD_START_NANOS;
        outlet.receipts().startEvents();
        crew.start(zero);
        Schedule schedule = plan.traffic().schedule();
        try (Publisher publisher = publisher(outlet, schedule, zero)) {
            publisher.start();
            watch(publisher, schedule, zero);
            Published published = publisher.result();
            note(published, outlet, schedule);
            crew.drain(published.events());
            Probes probes = new Probes(outlet, plan.traffic());
            awaitReturns(probes);
            Snapshot last = drain(publisher, schedule, zero);
            GatewayCounters after = gateway == null ? null : gateway.settled();
            Statement.Sums account = crew.finish(published);
            return new Outcome(
                    openSeconds,
                    last,
                    account,
                    new Publishing(published, publisher.lateness(), publisher.cpuNanos(), publisher.problem()),
                    timeline.seconds(),
                    isStopped() ? 0 : last.counts().returning(),
                    reconcile(before, after, heard(account, ready, last, probes), ready),
                    last.effort().since(ready.effort()),
                    notes);
        }
    }

    private Publisher publisher(Outlet outlet, Schedule schedule, long zero) {
        Traffic traffic = plan.traffic();
        return new Publisher(outlet, schedule, traffic.format(zero), zero, traffic.size());
    }

    private static @Nullable Reconciliation reconcile(
            @Nullable GatewayCounters before,
            @Nullable GatewayCounters after,
            Reconciliation.Heard heard,
            Snapshot ready) {
        return before == null || after == null
                ? null
                : Reconciliation.of(before, after, heard, ready.counts().open());
    }

    private Reconciliation.Heard heard(Statement.Sums account, Snapshot ready, Snapshot last, Probes probes) {
        Counts counts = last.counts();
        return new Reconciliation.Heard(
                account,
                counts.received() + counts.surplus(),
                counts.foreign() - ready.counts().foreign(),
                new Reconciliation.Probes(counts.probes(), probes.rounds() * audience.deliveries()));
    }

    private void note(Published published, Outlet outlet, Schedule schedule) {
        if (isStopped()) {
            notes.add("stopped early: " + published.events() + " of " + schedule.events() + " events were published");
        }
        long unheard = outlet.receipts().unheard();
        if (unheard > 0) {
            notes.add(unheard + " events were published while " + outlet.where() + " had no subscriber");
        }
    }

    /** A line each second, until the publisher is done or stopped. */
    private void watch(Publisher publisher, Schedule schedule, long zero) throws IOException, InterruptedException {
        long next = zero + SECOND_NANOS;
        while (!publisher.isDone()) {
            if (isStopped()) {
                publisher.stop();
            }
            pause(Math.clamp((next - System.nanoTime()) / 1_000_000, 1, GLANCE_MILLIS));
            if (System.nanoTime() >= next) {
                sample(publisher, schedule, zero);
                next += SECOND_NANOS;
            }
        }
    }

    private Snapshot sample(Publisher publisher, Schedule schedule, long zero) throws IOException {
        Snapshot snapshot = crew.snapshot();
        long at = System.nanoTime() - zero;
        parts.progress()
                .running(
                        timeline.add(at, publisher.sent(), snapshot),
                        at < schedule.durationNanos() ? schedule.rate(schedule.stepAt(at)) : 0,
                        snapshot.counts().received());
        return snapshot;
    }

    /**
     * Until all that have left by themselves are heard to be back, or none has come for long. A client that came back late would
     * else hear no event by which to tell whether the server still knows it.
     */
    private void awaitReturns(Probes probes) throws IOException, InterruptedException {
        Counts counts = crew.counts();
        long begin = System.nanoTime();
        long since = begin;
        while (counts.returning() > 0 && !isStopped() && System.nanoTime() - since < patience(counts)) {
            probes.tick();
            pause(GLANCE_MILLIS);
            long before = counts.returning();
            counts = crew.counts();
            if (counts.returning() < before) {
                since = System.nanoTime();
            }
            parts.progress().awaiting((System.nanoTime() - begin) / SECOND_NANOS, counts);
        }
        if (counts.returning() > 0 && isStopped()) {
            notes.add("stopped before " + counts.returning() + " clients that had left were heard to be back");
        }
    }

    private long patience(Counts counts) {
        long opening = counts.opening() == 0 ? 0 : plan.coming().patienceNanos() + SECOND_NANOS;
        return opening + plan.coming().settleNanos();
    }

    /** Until all is in, or nothing has come for long. */
    private Snapshot drain(Publisher publisher, Schedule schedule, long zero) throws IOException, InterruptedException {
        long received = -1;
        long since = System.nanoTime();
        long sampled = since;
        Counts counts = crew.counts();
        while (!isAllIn(counts) && System.nanoTime() - since < parts.drainNanos()) {
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            counts = crew.counts();
            if (counts.received() != received) {
                received = counts.received();
                since = System.nanoTime();
            }
            if (System.nanoTime() - sampled > SECOND_NANOS) {
                sampled = System.nanoTime();
                sample(publisher, schedule, zero);
            }
        }
        // Whatever comes now is too much.
        TimeUnit.MILLISECONDS.sleep(LINGER_MILLIS);
        Snapshot last = sample(publisher, schedule, zero);
        parts.progress().end();
        return last;
    }

    private static boolean isAllIn(Counts counts) {
        return counts.opening() == 0 && counts.complete() == counts.open();
    }
}
