package io.github.argometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;

/**
 * The metrics of a process, for Prometheus: Camel's, the JVM's and our own. Routes that take a message each are timed, with buckets
 * from 0.5 ms to a minute, which quantiles over many pods need; one that ticks or lasts the whole run has no time that tells anything.
 */
public final class RouteMetrics extends PrometheusMeterRegistry {

    private static final Set<String> TIMED = Set.of("record-http", "record-event", "send-sqs", "send-sns");

    private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
            .percentilesHistogram(true)
            .minimumExpectedValue((double) Duration.ofNanos(500_000).toNanos())
            .maximumExpectedValue((double) Duration.ofMinutes(1).toNanos())
            .build();

    /** A registry that knows which build this is. */
    public RouteMetrics() {
        super(PrometheusConfig.DEFAULT);
        config().meterFilter(new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                boolean untold = isRouteTime(id) && !TIMED.contains(id.getTag("routeId"));
                return untold ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
            }

            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return isRouteTime(id) ? BUCKETS.merge(config) : config;
            }
        });
        Gauge.builder("argometer.build.info", () -> 1)
                .description("1; its labels say which build this is")
                .tag("version", Build.version())
                .tag("revision", Build.revision())
                .register(this);
    }

    private static boolean isRouteTime(Meter.Id id) {
        return id.getName().equals("camel.route.policy");
    }
}
