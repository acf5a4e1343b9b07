package dev.carillon.bench.load.account;

import dev.carillon.bench.load.event.View;
import dev.carillon.bench.load.plan.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The accounts of many connections: their sums by role, and what is wrong with single ones. */
public final class Statement {
    private static final int MOST_FINDINGS = 20;
    private static final int MOST_RANGES = 5;

    private final Map<Role, Tally> tallies = new EnumMap<>(Role.class);
    private final List<String> findings = new ArrayList<>();
    private long withFindings;

    public Statement() {
        for (Role role : Role.values()) {
            tallies.put(role, Tally.NONE);
        }
    }

    /** A closed ledger. */
    public void add(Role role, int connection, String name, Ledger ledger, View view) {
        tallies.merge(role, ledger.tally(), Tally::plus);
        @Nullable String finding = ledger.findings(view, MOST_RANGES);
        if (finding != null) {
            find("connection " + connection + " (" + name + ", " + role.label() + "): " + finding);
            withFindings++;
        }
    }

    private void find(String finding) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }

    public void add(Sums other) {
        other.tallies.forEach((role, tally) -> tallies.merge(role, tally, Tally::plus));
        other.findings.forEach(this::find);
        withFindings += other.withFindings;
    }

    public Sums sums() {
        return new Sums(tallies, findings, withFindings);
    }

    /**
     * The result.
     *
     * @param findings of single connections, the first of them
     * @param withFindings connections that there would be findings of
     */
    public record Sums(Map<Role, Tally> tallies, List<String> findings, long withFindings) {
        public Sums {
            tallies = Map.copyOf(tallies);
            findings = List.copyOf(findings);
        }

        public Tally of(Role role) {
            return tallies.getOrDefault(role, Tally.NONE);
        }
    }
}
