package io.github.argometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** Camel's metrics, with buckets from 0.5 ms to a minute for the time in each route: quantiles over many pods need them. */
public final class RouteMetrics extends PrometheusMeterRegistry {

    private static final DistributionStatisticConfig BUCKETS = DistributionStatisticConfig.builder()
            .percentilesHistogram(true)
            .minimumExpectedValue((double) Duration.ofNanos(500_000).toNanos())
            .maximumExpectedValue((double) Duration.ofMinutes(1).toNanos())
            .build();

    /** An empty registry. */
    public RouteMetrics() {
        super(PrometheusConfig.DEFAULT);
        config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals("camel.route.policy") ? BUCKETS.merge(config) : config;
            }
        });
    }
}
