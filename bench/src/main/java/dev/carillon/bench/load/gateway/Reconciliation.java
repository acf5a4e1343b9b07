package dev.carillon.bench.load.gateway;

import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.plan.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gateway's counters beside the clients' accounts.
 *
 * @param counted what the gateway has counted during the run
 * @param checks what was compared, in the order to be read
 */
public record Reconciliation(GatewayCounters counted, List<Check> checks) {
    /** One comparison, in words and numbers. */
    public record Check(Finding finding, String words) {
        static Check of(boolean holds, String words) {
            return new Check(holds ? Finding.HOLDS : Finding.FAILS, words);
        }
    }

    /** What came of a comparison. */
    public enum Finding {
        HOLDS("holds"),
        FAILS("FAILS"),
        /** Neither: the words say why. */
        UNTOLD("cannot be told:");

        private final String label;

        Finding(String label) {
            this.label = label;
        }

        /** As it stands in reports, before the words. */
        public String label() {
            return label;
        }
    }

    /**
     * What the clients know.
     *
     * @param messages of this run that came, whether they were to or not, but for the damaged
     * @param foreign messages of others that came since the gateway's first numbers were read
     * @param probes what was asked after the last event
     */
    public record Heard(Statement.Sums sums, long messages, long foreign, Probes probes) {}

    /**
     * Probes since the gateway's first numbers were read.
     *
     * @param heard that came to clients
     * @param most that may have been delivered
     */
    public record Probes(long heard, long most) {
        public static final Probes NONE = new Probes(0, 0);
    }

    /** @param ours connections of this run that were open at its begin */
    public static Reconciliation of(GatewayCounters before, GatewayCounters after, Heard heard, long ours) {
        GatewayCounters counted = after.since(before);
        List<Check> checks = new ArrayList<>();
        long accounted = counted.written() + counted.shedInAll();
        checks.add(Check.of(
                counted.matched() == accounted && counted.pending() == 0,
                "matched " + counted.matched() + " = written " + counted.written() + " + shed " + counted.shedInAll()
                        + (counted.pending() == 0 ? "" : ", but " + counted.pending() + " still pending")));
        Tally all = Arrays.stream(Role.values()).map(heard.sums()::of).reduce(Tally.NONE, Tally::plus);
        if (before.subscribed() != ours) {
            checks.add(untold(
                    "the gateway served " + before.subscribed() + " subscribers when " + ours + " were of this run"));
        } else if (heard.foreign() > 0) {
            checks.add(atLeastMatched(counted, all, heard));
            checks.add(atLeastWritten(counted, all, heard, "others', or"));
            checks.add(untold(heard.foreign() + " messages were not of this run"));
        } else if (all.unheard().cut() + all.unheard().away() + heard.probes().most() > 0) {
            checks.add(betweenBounds(counted, all, heard));
            checks.add(atLeastWritten(counted, all, heard, "those"));
        } else {
            compare(counted, all, heard, checks);
        }
        return new Reconciliation(counted, List.copyOf(checks));
    }

    private static Check untold(String why) {
        return new Check(Finding.UNTOLD, "whether the gateway's numbers are the clients': " + why);
    }

    private static void compare(GatewayCounters counted, Tally all, Heard heard, List<Check> checks) {
        long taken = heard.messages() + all.defects().damaged();
        checks.add(Check.of(counted.matched() == all.due(), "matched " + counted.matched() + " = due " + all.due()));
        checks.add(Check.of(
                counted.written() == taken,
                "written " + counted.written() + " = received " + taken
                        + (taken == all.received() ? "" : " (with what came twice or wrong)")));
        checks.add(Check.of(
                counted.shedInAll() == all.unheard().missing(),
                "shed " + counted.shedInAll() + " = missing " + all.unheard().missing()));
    }

    /** Of the events in an absence, the gateway matched those that it took the client to be there for. */
    private static long leastMatched(Tally all, Heard heard) {
        return all.due()
                - all.unheard().cut()
                - all.unheard().away()
                + heard.probes().heard();
    }

    private static Check atLeastMatched(GatewayCounters counted, Tally all, Heard heard) {
        long least = leastMatched(all, heard);
        return Check.of(
                counted.matched() >= least,
                "matched " + counted.matched() + " is at least " + least + ": due without the absences"
                        + probes(heard));
    }

    private static Check betweenBounds(GatewayCounters counted, Tally all, Heard heard) {
        long least = leastMatched(all, heard);
        long most = all.due() + heard.probes().most();
        return Check.of(
                counted.matched() >= least && counted.matched() <= most,
                "matched " + counted.matched() + " lies between " + least + " and " + most
                        + ": due without and with the absences" + probes(heard));
    }

    private static Check atLeastWritten(GatewayCounters counted, Tally all, Heard heard, String which) {
        long taken = heard.messages() + all.defects().damaged() + heard.probes().heard();
        return Check.of(
                counted.written() >= taken,
                "written " + counted.written() + " = received " + taken + " + " + (counted.written() - taken) + " ("
                        + which + " that sockets took which ended before they were read)" + probes(heard));
    }

    private static String probes(Heard heard) {
        return heard.probes().most() == 0 ? "" : ", with the probes after the last event";
    }

    /** What cannot be told, in words. */
    public List<String> untold() {
        return checks.stream()
                .filter(check -> check.finding() == Finding.UNTOLD)
                .map(Check::words)
                .toList();
    }
}
