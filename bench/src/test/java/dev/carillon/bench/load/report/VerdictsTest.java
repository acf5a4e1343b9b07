package dev.carillon.bench.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.account.Published;
import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.gateway.GatewayCounters;
import dev.carillon.bench.load.gateway.Reconciliation;
import dev.carillon.bench.load.gateway.Reconciliation.Finding;
import dev.carillon.bench.load.plan.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class VerdictsTest {
    private static final Published PUBLISHED = new Published(100, List.of());

    private static Tally tally(long missing, long cut, long away) {
        return new Tally(
                1,
                100,
                100 - missing - cut - away,
                new Tally.Unheard(missing, cut, away),
                new Tally.Defects(0, 0, 0, 0));
    }

    private static List<String> judge(Role role, Tally tally, @Nullable Reconciliation gateway) {
        Report.Verdict verdict =
                Verdicts.of(new Statement.Sums(Map.of(role, tally), List.of(), 0), PUBLISHED, null, 0, gateway);
        assertThat(verdict.good()).isEqualTo(verdict.reasons().equals(List.of("all accounted for")));
        return verdict.good() ? List.of() : verdict.reasons();
    }

    private static Reconciliation shed(long count, boolean holds) {
        return new Reconciliation(
                new GatewayCounters(0, 0, new TreeMap<>(Map.of("overtaken", count)), 0, 0, 0),
                List.of(new Reconciliation.Check(holds ? Finding.HOLDS : Finding.FAILS, "a = b")));
    }

    @Test
    void a_reading_client_must_get_everything() {
        assertThat(judge(Role.READING, tally(0, 0, 0), null)).isEmpty();
        assertThat(judge(Role.READING, tally(0, 0, 50), null)).isEmpty();
        assertThat(judge(Role.READING, tally(3, 0, 0), shed(3, true)))
                .containsExactly("3 deliveries to reading clients are missing");
        assertThat(judge(Role.READING, tally(0, 1234, 0), null))
                .containsExactly("1,234 events came while the connection of a reading client was down");
    }

    @Test
    void a_slow_one_may_be_closed_or_shed_from_but_not_lose_without_a_word() {
        assertThat(judge(Role.SLOW, tally(0, 40, 0), null)).isEmpty();
        assertThat(judge(Role.STALLED, tally(40, 0, 0), shed(40, true))).isEmpty();
        assertThat(judge(Role.STALLED, tally(40, 0, 0), shed(30, true)))
                .containsExactly("10 deliveries to slow clients are missing beyond what the gateway shed");
        assertThat(judge(Role.SLOW, tally(40, 0, 0), null))
                .containsExactly("40 deliveries to slow clients are missing");
    }

    @Test
    void what_came_wrong_is_bad_for_anybody() {
        for (Role role : Role.values()) {
            Tally wrong = new Tally(1, 100, 100, new Tally.Unheard(0, 0, 0), new Tally.Defects(1, 2, 3, 4));
            assertThat(judge(role, wrong, null))
                    .containsExactly(
                            "1 deliveries came twice",
                            "2 deliveries came out of order",
                            "3 deliveries went to clients that must not see them",
                            "4 deliveries were damaged");
        }
    }

    @Test
    void what_the_bus_or_the_gateways_counters_say_is_heard() {
        Statement.Sums clean = new Statement.Sums(Map.of(Role.READING, tally(0, 0, 0)), List.of(), 0);
        assertThat(Verdicts.of(clean, new Published(100, List.of(5L)), "-OOM", 0, null)
                        .reasons())
                .containsExactly("1 events were not taken by the bus", "-OOM");
        assertThat(Verdicts.of(clean, PUBLISHED, null, 0, shed(0, false)).reasons())
                .containsExactly("the gateway's counters disagree: it is not so that a = b");
    }

    @Test
    void a_client_that_left_and_is_not_subscribed_again_is_bad_though_nothing_was_owed_to_it() {
        Statement.Sums away = new Statement.Sums(Map.of(Role.READING, tally(0, 0, 40)), List.of(), 0);
        assertThat(Verdicts.of(away, PUBLISHED, null, 2, null))
                .isEqualTo(new Report.Verdict(
                        false, List.of("2 clients that had left by themselves are not subscribed again")));
    }

    @Test
    void what_cannot_be_compared_with_the_gateway_is_not_called_accounted_for_by_it() {
        Statement.Sums clean = new Statement.Sums(Map.of(Role.READING, tally(0, 0, 0)), List.of(), 0);
        Reconciliation untold = new Reconciliation(
                new GatewayCounters(0, 0, new TreeMap<>(), 0, 0, 0),
                List.of(new Reconciliation.Check(Finding.UNTOLD, "whether: others")));
        assertThat(Verdicts.of(clean, PUBLISHED, null, 0, untold))
                .isEqualTo(new Report.Verdict(
                        true, List.of("all accounted for by the clients; not compared with the gateway's numbers")));
    }
}
