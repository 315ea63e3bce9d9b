package io.github.argometer.measure;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Delays of rows as Prometheus histograms. Micrometer's own timers would be seen while they are filled; a scrape of these sees
 * all rows of a look at the table, or none.
 */
final class DelayHistograms implements MultiCollector {

    /** Upper bounds of the buckets, in seconds: those that objectives are set by. */
    private static final Double[] BOUNDS = {
        0.005,
        0.01,
        0.02,
        0.03,
        0.05,
        0.1,
        0.2,
        0.3,
        0.5,
        0.75,
        1.0,
        1.5,
        2.0,
        3.0,
        5.0,
        10.0,
        30.0,
        60.0,
        300.0,
        Double.POSITIVE_INFINITY
    };

    private static final double MICROS = 1e6;

    /** So many event types have metrics of their own: whoever may post events names them, and each takes some 130 series. */
    static final int MOST_TYPES = 32;

    /** All further ones together: the name of no channel. */
    static final String OTHERS = "further-types";

    private static final class Histogram {
        private final long[] counts = new long[BOUNDS.length];
        private long count;
        private double micros;

        void add(long value) {
            int place = Arrays.binarySearch(BOUNDS, value / MICROS);
            counts[place < 0 ? -place - 1 : place]++;
            count++;
            micros += value;
        }

        HistogramSnapshot.HistogramDataPointSnapshot snapshot(Labels labels) {
            Long[] each = Arrays.stream(counts).boxed().toArray(Long[]::new);
            return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(Arrays.asList(BOUNDS), Arrays.asList(each)))
                    .sum(micros / MICROS)
                    .build();
        }
    }

    private final Map<String, Histogram> delays = new TreeMap<>();
    private final Map<String, Map<String, Histogram>> hops = new TreeMap<>();
    private volatile MetricSnapshots published = new MetricSnapshots();

    /** None yet, for {@code registry}. */
    DelayHistograms(PrometheusRegistry registry) {
        registry.register(this);
    }

    /**
     * Adds a row's delay in microseconds; a negative one, which two clocks can bring about, counts as none. The types that come
     * first are told one by one: where rows come in the order of their Ids, they are the same after a restart.
     */
    void addDelay(String eventType, long micros) {
        delays.computeIfAbsent(label(eventType), type -> new Histogram()).add(Math.max(0, micros));
    }

    /** Adds what a row whose delay was added took from one point to the next, as {@link #addDelay} does. */
    void addHop(String eventType, String hop, long micros) {
        hops.computeIfAbsent(label(eventType), type -> new TreeMap<>())
                .computeIfAbsent(hop, name -> new Histogram())
                .add(Math.max(0, micros));
    }

    private String label(String eventType) {
        return delays.containsKey(eventType) || delays.size() < MOST_TYPES ? eventType : OTHERS;
    }

    /** Forgets all that was added. */
    void clear() {
        delays.clear();
        hops.clear();
    }

    /** Lets scrapes see what was added so far. */
    void publish() {
        HistogramSnapshot.Builder delay = HistogramSnapshot.builder()
                .name("argometer_event_delay_seconds")
                .help("From just before the sender's request to the commit, of every row");
        CounterSnapshot.Builder recorded =
                CounterSnapshot.builder().name("argometer_recorded").help("Rows");
        delays.forEach((type, histogram) -> {
            Labels labels = Labels.of("event_type", type);
            delay.dataPoint(histogram.snapshot(labels));
            recorded.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(histogram.count)
                    .build());
        });
        HistogramSnapshot.Builder hop = HistogramSnapshot.builder()
                .name("argometer_hop_seconds")
                .help("From one point on a row's way to the next, where its times are known");
        hops.forEach((type, all) -> all.forEach(
                (name, histogram) -> hop.dataPoint(histogram.snapshot(Labels.of("event_type", type, "hop", name)))));
        published = new MetricSnapshots(delay.build(), hop.build(), recorded.build());
    }

    @Override
    public MetricSnapshots collect() {
        return published;
    }
}
