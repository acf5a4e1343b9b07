package dev.carillon.gateway.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Makes the instruments of the {@link Metric} catalogue and prints them for Prometheus; any thread. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    /** Micrometer refers to them weakly only. */
    private final List<LongSupplier> suppliers = new CopyOnWriteArrayList<>();

    /** Adds the JVM's and the process's own metrics. */
    public Metrics withProcess() {
        registry.config().meterFilter(new PrometheusNames());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu", system, bean -> bean.getProcessCpuTime() / 1e9)
                    .description("Processor time that the process has used.")
                    .baseUnit("seconds")
                    .register(registry);
        }
        gc.bindTo(registry);
        return this;
    }

    /** A counter; the label values in the order that the catalogue names the labels. */
    public Count count(Metric metric, String... labelValues) {
        return new Count(Counter.builder(metric.id())
                .description(metric.description())
                .tags(tags(metric, Metric.Kind.COUNTER, labelValues))
                .register(registry));
    }

    /** A counter whose value is kept elsewhere and never falls. */
    public void countFrom(Metric metric, LongSupplier value, String... labelValues) {
        suppliers.add(value);
        FunctionCounter.builder(metric.id(), value, LongSupplier::getAsLong)
                .description(metric.description())
                .tags(tags(metric, Metric.Kind.COUNTER, labelValues))
                .register(registry);
    }

    public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
        Gauge.builder(metric.id(), value::getAsDouble)
                .description(metric.description())
                .tags(tags(metric, Metric.Kind.GAUGE, labelValues))
                .register(registry);
    }

    public Timing timing(Metric metric, String... labelValues) {
        return new Timing(Timer.builder(metric.id())
                .description(metric.description())
                .tags(tags(metric, Metric.Kind.TIMER, labelValues))
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    }

    public Sizes sizes(Metric metric, String... labelValues) {
        return new Sizes(DistributionSummary.builder(metric.id())
                .description(metric.description())
                .tags(tags(metric, Metric.Kind.SUMMARY, labelValues))
                .register(registry));
    }

    /** All metrics in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    /** 50 µs to 30 s in steps of about two: few enough to scrape, fine enough to see a percentile move. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
    };

    /** Prometheus wants seconds, and keeps the suffix count for histograms; Micrometer's binders do otherwise. */
    private static final class PrometheusNames implements MeterFilter {
        @Override
        public MeterFilterReply accept(Meter.Id id) {
            return id.getName().equals("process.cpu.time") ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
        }

        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
        }
    }

    private static List<Tag> tags(Metric metric, Metric.Kind kind, String... values) {
        if (metric.kind() != kind || metric.labels().size() != values.length) {
            throw new IllegalArgumentException(
                    metric + " is a " + metric.kind() + " with the labels " + metric.labels());
        }
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(metric.labels().get(i), values[i]));
        }
        return tags;
    }
}
