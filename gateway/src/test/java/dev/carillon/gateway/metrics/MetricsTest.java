package dev.carillon.gateway.metrics;

import static dev.carillon.gateway.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MetricsTest {
    private final Metrics metrics = new Metrics();

    @AfterEach
    void end() {
        metrics.close();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void every_metric_is_scraped_with_its_meaning_and_type(Metric metric) {
        String[] labels = metric.labels().stream().map(label -> "x").toArray(String[]::new);
        String type = switch (metric.kind()) {
            case COUNTER -> {
                metrics.count(metric, labels).increment();
                yield "counter";
            }
            case GAUGE -> {
                metrics.gauge(metric, () -> 7, labels);
                yield "gauge";
            }
            case TIMER -> {
                metrics.timing(metric, labels).record(1_000_000);
                yield "histogram";
            }
            case SUMMARY -> {
                metrics.sizes(metric, labels).record(3);
                yield "summary";
            }
        };
        String name = metric.id().replace('.', '_')
                + switch (metric.kind()) {
                    case COUNTER -> "_total";
                    case TIMER -> "_seconds";
                    case GAUGE, SUMMARY -> "";
                };
        String shown = metrics.scrape();
        assertThat(shown)
                .contains("# HELP " + name + " " + metric.description() + "\n")
                .contains("# TYPE " + name + " " + type + "\n");
        metric.labels().forEach(label -> assertThat(shown).contains(label + "=\"x\""));
    }

    @Test
    void counters_and_gauges_that_are_kept_elsewhere_survive_the_garbage_collector() {
        LoopCounter counter = new LoopCounter();
        register(counter);
        counter.add(41);
        WeakReference<Object> sentinel = new WeakReference<>(new Object());
        eventually("a garbage collection", () -> {
            System.gc();
            return sentinel.get() == null;
        });
        counter.add(1);
        assertThat(metrics.scrape())
                .contains("carillon_deliveries_matched_total 42.0")
                .contains("carillon_log_events 42.0");
    }

    private void register(LoopCounter counter) {
        // Made here, capturing, so that nobody but the metrics refers to them.
        LongSupplier count = counter::get;
        DoubleSupplier gauge = counter::get;
        metrics.countFrom(Metric.DELIVERIES_MATCHED, count);
        metrics.gauge(Metric.LOG_EVENTS, gauge);
    }

    @Test
    void a_metric_must_be_used_as_the_catalogue_has_it() {
        assertThatThrownBy(() -> metrics.count(Metric.EVENTS_MALFORMED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[reason]");
        assertThatThrownBy(() -> metrics.count(Metric.EVENTS_RECEIVED, "extra"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.timing(Metric.EVENTS_RECEIVED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("COUNTER");
        assertThatThrownBy(() -> metrics.gauge(Metric.CONNECTIONS, () -> 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.sizes(Metric.DIRECTORY_BATCH)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_same_instrument_asked_for_twice_counts_on() {
        metrics.count(Metric.CLOSES, "client_closed").add(2);
        metrics.count(Metric.CLOSES, "client_closed").increment();
        assertThat(metrics.count(Metric.CLOSES, "client_closed").value()).isEqualTo(3);
    }

    @Test
    void the_process_is_measured_too() {
        assertThat(metrics.withProcess().scrape())
                .contains("jvm_memory_used_bytes", "process_cpu_usage", "process_files_open_files");
    }
}
