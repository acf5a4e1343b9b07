package dev.carillon.bench.load.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class GatewayCountersTest {
    private static final String METRICS = """
            # HELP carillon_deliveries_matched_total Pairs of an event and a connection that sees it.
            # TYPE carillon_deliveries_matched_total counter
            carillon_deliveries_matched_total 1.5E7
            carillon_deliveries_total 1.4999990E7
            carillon_deliveries_shed_total{reason="overtaken"} 7.0
            carillon_deliveries_shed_total{reason="closed"} 3.0
            carillon_deliveries_pending 0.0
            carillon_connections{state="live"} 990.0
            carillon_connections{state="parked"} 10.0
            carillon_connections{state="token"} 4.0
            carillon_events_malformed_total{reason="not_json"} 2.0
            jvm_memory_used_bytes{area="heap",id="x"} NaN
            """;

    @Test
    void the_account_is_read_from_the_metrics() {
        GatewayCounters counters = GatewayCounters.parse(METRICS);
        assertThat(counters.matched()).isEqualTo(15_000_000);
        assertThat(counters.written()).isEqualTo(14_999_990);
        assertThat(counters.shed()).isEqualTo(Map.of("overtaken", 7L, "closed", 3L));
        assertThat(counters.subscribed()).isEqualTo(1000);
        assertThat(counters.malformed()).isEqualTo(2);
    }

    @Test
    void several_gateways_add_up_and_earlier_counts_are_taken_off() {
        GatewayCounters one = GatewayCounters.parse(METRICS);
        GatewayCounters two = one.plus(one);
        assertThat(two.matched()).isEqualTo(30_000_000);
        assertThat(two.subscribed()).isEqualTo(2000);
        assertThat(two.since(one).shedInAll()).isEqualTo(10);
        assertThat(two.since(one).subscribed()).isEqualTo(2000);
    }

    @Test
    void other_metrics_are_refused() {
        assertThatThrownBy(() -> GatewayCounters.parse("up 1\n")).hasMessageContaining("carillon_deliveries_matched");
    }
}
