package io.github.argometer.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.RouteMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scrape sees of rows. */
class DelayHistogramsTest {

    private final RouteMetrics metrics = new RouteMetrics();
    private final DelayHistograms histograms = new DelayHistograms(metrics.getPrometheusRegistry());

    @Test
    void showsNothingOfAnEmptyTableAndNoRowBeforeItsLookIsOver() {
        histograms.publish();
        assertThat(metrics.scrape()).doesNotContain("argometer_event", "argometer_hop", "argometer_recorded");

        histograms.addDelay("sns", 5_000);
        histograms.addDelay("sns", 5_001);
        histograms.addDelay("sns", -1);
        histograms.addHop("sns", "sent to SNS", 300_000_001);
        assertThat(metrics.scrape()).doesNotContain("sns");
        histograms.publish();

        assertThat(metrics.scrape())
                .contains(
                        "argometer_recorded_total{event_type=\"sns\"} 3.0\n",
                        "argometer_event_delay_seconds_bucket{event_type=\"sns\",le=\"0.005\"} 2\n",
                        "argometer_event_delay_seconds_bucket{event_type=\"sns\",le=\"0.01\"} 3\n",
                        "argometer_event_delay_seconds_sum{event_type=\"sns\"} 0.010001\n",
                        "argometer_hop_seconds_bucket{event_type=\"sns\",hop=\"sent to SNS\",le=\"300.0\"} 0\n",
                        "argometer_hop_seconds_bucket{event_type=\"sns\",hop=\"sent to SNS\",le=\"+Inf\"} 1\n");
    }

    @Test
    void tellsTheTypesThatComeFirstOneByOneAndAllFurtherTogether() {
        for (int type = 0; type < DelayHistograms.MOST_TYPES + 3; type++) {
            for (String name : List.of("type" + type, "type0")) {
                histograms.addDelay(name, 1);
                histograms.addHop(name, "sent to process", 1);
            }
        }
        histograms.publish();
        assertThat(metrics.scrape())
                .contains(
                        "argometer_recorded_total{event_type=\"type0\"} 36.0\n",
                        "argometer_recorded_total{event_type=\"type31\"} 1.0\n",
                        "argometer_recorded_total{event_type=\"further-types\"} 3.0\n",
                        "argometer_hop_seconds_count{event_type=\"further-types\",hop=\"sent to process\"} 3\n")
                .doesNotContain("type32", "type33");
        histograms.clear();
        histograms.addDelay("type33", 1);
        histograms.publish();
        assertThat(metrics.scrape()).contains("argometer_recorded_total{event_type=\"type33\"} 1.0\n");
    }
}
