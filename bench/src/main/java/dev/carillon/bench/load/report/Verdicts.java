package dev.carillon.bench.load.report;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.gateway.Reconciliation;
import dev.carillon.bench.load.plan.Role;
import dev.carillon.bench.load.report.Report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run. A client that reads must get everything. One that does not may be closed, and told so, or what it lost must be
 * in the gateway's own count.
 */
final class Verdicts {
    private Verdicts() {}

    /**
     * @param publishing what went wrong with it; null if nothing did
     * @param silent clients that had left and were not heard to be back
     */
    static Verdict of(
            Statement.Sums account,
            Published published,
            @Nullable String publishing,
            long silent,
            @Nullable Reconciliation gateway) {
        List<String> reasons = new ArrayList<>();
        Tally reading = account.of(Role.READING);
        say(reasons, reading.unheard().missing(), "deliveries to reading clients are missing");
        say(reasons, reading.unheard().cut(), "events came while the connection of a reading client was down");
        say(reasons, silent, "clients that had left by themselves are not subscribed again");
        long lost = account.of(Role.SLOW).unheard().missing()
                + account.of(Role.STALLED).unheard().missing();
        long shed = gateway == null ? 0 : gateway.counted().shedInAll();
        say(
                reasons,
                Math.max(0, lost - shed),
                "deliveries to slow clients are missing" + (gateway == null ? "" : " beyond what the gateway shed"));
        Tally all = reading.plus(account.of(Role.SLOW)).plus(account.of(Role.STALLED));
        say(reasons, all.defects().duplicates(), "deliveries came twice");
        say(reasons, all.defects().outOfOrder(), "deliveries came out of order");
        say(reasons, all.defects().forbidden(), "deliveries went to clients that must not see them");
        say(reasons, all.defects().damaged(), "deliveries were damaged");
        say(reasons, published.refused().size(), "events were not taken by the bus");
        if (publishing != null) {
            reasons.add(publishing);
        }
        if (gateway != null) {
            gateway.checks().stream()
                    .filter(check -> check.finding() == Reconciliation.Finding.FAILS)
                    .forEach(check ->
                            reasons.add("the gateway's counters disagree: it is not so that " + check.words()));
        }
        return reasons.isEmpty() ? good(gateway) : new Verdict(false, List.copyOf(reasons));
    }

    private static Verdict good(@Nullable Reconciliation gateway) {
        boolean compared = gateway == null || gateway.untold().isEmpty();
        return new Verdict(
                true,
                List.of("all accounted for"
                        + (compared ? "" : " by the clients; not compared with the gateway's numbers")));
    }

    private static void say(List<String> reasons, long count, String what) {
        if (count > 0) {
            reasons.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }
}
