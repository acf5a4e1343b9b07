package dev.carillon.bench.load.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.load.account.Statement;
import dev.carillon.bench.load.account.Tally;
import dev.carillon.bench.load.gateway.Reconciliation.Finding;
import dev.carillon.bench.load.gateway.Reconciliation.Probes;
import dev.carillon.bench.load.plan.Role;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReconciliationTest {
    private static GatewayCounters gateway(long matched, long written, long shed, long pending, long subscribed) {
        return new GatewayCounters(matched, written, new TreeMap<>(Map.of("overtaken", shed)), pending, subscribed, 0);
    }

    private static final GatewayCounters BEFORE = gateway(1000, 990, 10, 0, 4);

    private static Reconciliation.Heard heard(long due, Tally.Unheard unheard, long damaged, long received) {
        long lost = unheard.missing() + unheard.cut() + unheard.away();
        Tally tally = new Tally(4, due, due - lost, unheard, new Tally.Defects(0, 0, 0, damaged));
        return new Reconciliation.Heard(
                new Statement.Sums(Map.of(Role.READING, tally), List.of(), 0), received, 0, Probes.NONE);
    }

    private static List<String> failures(Reconciliation reconciliation) {
        return reconciliation.checks().stream()
                .filter(check -> check.finding() == Finding.FAILS)
                .map(Reconciliation.Check::words)
                .toList();
    }

    @Test
    void where_all_agree_all_holds() {
        Reconciliation all = Reconciliation.of(
                BEFORE, gateway(1400, 1387, 13, 0, 4), heard(400, new Tally.Unheard(3, 0, 0), 0, 397), 4);
        assertThat(failures(all)).isEmpty();
        assertThat(all.checks())
                .extracting(Reconciliation.Check::words)
                .containsExactly(
                        "matched 400 = written 397 + shed 3",
                        "matched 400 = due 400",
                        "written 397 = received 397",
                        "shed 3 = missing 3");
    }

    @Test
    void a_delivery_that_the_gateway_wrote_and_no_client_got_is_found() {
        Reconciliation lost = Reconciliation.of(
                BEFORE, gateway(1400, 1390, 10, 0, 4), heard(400, new Tally.Unheard(1, 0, 0), 0, 399), 4);
        assertThat(failures(lost)).containsExactly("written 400 = received 399", "shed 0 = missing 1");
    }

    @Test
    void an_account_of_the_gateway_that_does_not_add_up_is_found() {
        Reconciliation wrong = Reconciliation.of(
                BEFORE, gateway(1400, 1389, 10, 1, 4), heard(400, new Tally.Unheard(0, 0, 0), 0, 399), 4);
        assertThat(failures(wrong).getFirst()).contains("matched 400 = written 399 + shed 0, but 1 still pending");
    }

    @Test
    void a_damaged_message_was_written_too() {
        Reconciliation damaged = Reconciliation.of(
                BEFORE, gateway(1400, 1390, 10, 0, 4), heard(400, new Tally.Unheard(1, 0, 0), 1, 399), 4);
        assertThat(failures(damaged)).containsExactly("shed 0 = missing 1");
    }

    @Test
    void with_absences_the_numbers_lie_between_bounds() {
        Reconciliation.Heard heard = heard(400, new Tally.Unheard(0, 20, 30), 0, 350);
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1380, 1365, 15, 0, 4), heard, 4)))
                .isEmpty();
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1340, 1330, 10, 0, 4), heard, 4)))
                .hasSize(2);
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1401, 1391, 10, 0, 4), heard, 4)))
                .containsExactly("matched 401 lies between 350 and 400: due without and with the absences");
    }

    @Test
    void beside_other_clients_only_the_gateways_own_equation_is_checked() {
        Reconciliation shared = Reconciliation.of(
                gateway(1000, 990, 10, 0, 5),
                gateway(9000, 8990, 10, 0, 5),
                heard(400, new Tally.Unheard(0, 0, 0), 0, 400),
                4);
        assertThat(failures(shared)).isEmpty();
        assertThat(shared.checks().getFirst().finding()).isEqualTo(Finding.HOLDS);
        assertThat(shared.untold())
                .containsExactly(
                        "whether the gateway's numbers are the clients': the gateway served 5 subscribers when 4"
                                + " were of this run");
    }

    @Test
    void beside_foreign_messages_the_gateway_must_have_counted_as_much_as_the_clients() {
        Tally tally = new Tally(4, 400, 400, new Tally.Unheard(0, 0, 0), new Tally.Defects(0, 0, 0, 0));
        Reconciliation.Heard heard = new Reconciliation.Heard(
                new Statement.Sums(Map.of(Role.READING, tally), List.of(), 0), 400, 1, Probes.NONE);
        Reconciliation more = Reconciliation.of(BEFORE, gateway(1404, 1394, 10, 0, 4), heard, 4);
        assertThat(failures(more)).isEmpty();
        assertThat(more.untold())
                .containsExactly("whether the gateway's numbers are the clients': 1 messages were not of this run");
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1399, 1389, 10, 0, 4), heard, 4)))
                .hasSize(2);
    }

    @Test
    void probes_after_the_last_event_are_in_the_bounds() {
        Tally tally = new Tally(4, 400, 390, new Tally.Unheard(0, 0, 10), new Tally.Defects(0, 0, 0, 0));
        Reconciliation.Heard heard = new Reconciliation.Heard(
                new Statement.Sums(Map.of(Role.READING, tally), List.of(), 0), 390, 0, new Probes(6, 8));
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1408, 1398, 10, 0, 4), heard, 4)))
                .isEmpty();
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1396, 1386, 10, 0, 4), heard, 4)))
                .isEmpty();
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1395, 1385, 10, 0, 4), heard, 4)))
                .hasSize(2);
        assertThat(failures(Reconciliation.of(BEFORE, gateway(1409, 1399, 10, 0, 4), heard, 4)))
                .containsExactly(
                        "matched 409 lies between 396 and 408: due without and with the absences, with the probes"
                                + " after the last event");
    }
}
