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
    public record Check(boolean holds, String words) {}

    /** What the clients know. */
    public record Heard(Statement.Sums sums, long received, long foreign) {}

    /** @param ours connections of this run that were open at its begin */
    public static Reconciliation of(GatewayCounters before, GatewayCounters after, Heard heard, long ours) {
        GatewayCounters counted = after.since(before);
        List<Check> checks = new ArrayList<>();
        long accounted = counted.written() + counted.shedInAll();
        checks.add(new Check(
                counted.matched() == accounted && counted.pending() == 0,
                "matched " + counted.matched() + " = written " + counted.written() + " + shed " + counted.shedInAll()
                        + (counted.pending() == 0 ? "" : ", but " + counted.pending() + " still pending")));
        if (before.subscribed() != ours || heard.foreign() > 0) {
            checks.add(new Check(
                    true,
                    before.subscribed() != ours
                            ? "the gateway served " + before.subscribed() + " subscribers when " + ours
                                    + " were of this run: its numbers cannot be compared with the clients'"
                            : heard.foreign() + " messages were not of this run: the gateway's numbers cannot be"
                                    + " compared with the clients'"));
        } else {
            compare(counted, heard, checks);
        }
        return new Reconciliation(counted, List.copyOf(checks));
    }

    private static void compare(GatewayCounters counted, Heard heard, List<Check> checks) {
        Tally all = Arrays.stream(Role.values()).map(heard.sums()::of).reduce(Tally.NONE, Tally::plus);
        long taken = heard.received() + all.defects().damaged();
        long absent = all.unheard().cut() + all.unheard().away();
        if (absent == 0) {
            checks.add(
                    new Check(counted.matched() == all.due(), "matched " + counted.matched() + " = due " + all.due()));
            checks.add(new Check(
                    counted.written() == taken,
                    "written " + counted.written() + " = received " + taken
                            + (taken == all.received() ? "" : " (with what came twice or wrong)")));
            checks.add(new Check(
                    counted.shedInAll() == all.unheard().missing(),
                    "shed " + counted.shedInAll() + " = missing "
                            + all.unheard().missing()));
            return;
        }
        // Of the events in an absence, the gateway matched those that it took the client to be there for.
        long least = all.due() - absent;
        checks.add(new Check(
                counted.matched() >= least && counted.matched() <= all.due(),
                "matched " + counted.matched() + " lies between " + least + " and " + all.due()
                        + ": due without and with the absences"));
        checks.add(new Check(
                counted.written() >= taken,
                "written " + counted.written() + " = received " + taken + " + " + (counted.written() - taken)
                        + " that sockets took which ended before they were read"));
    }

    public boolean holds() {
        return checks.stream().allMatch(Check::holds);
    }
}
