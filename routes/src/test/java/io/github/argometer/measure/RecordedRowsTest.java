package io.github.argometer.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.RouteMetrics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which rows are taken, and when, as Ids become visible in any order. */
class RecordedRowsTest {

    private final RouteMetrics metrics = new RouteMetrics();
    private final AtomicLong now = new AtomicLong();
    private final RecordedRows rows =
            new RecordedRows(new DelayHistograms(metrics.getPrometheusRegistry()), Set.of(), now::get);

    @Test
    void aRowThatIsCommittedAfterALaterOneIsTakenOnce() {
        look(0, 1, 3);
        assertThat(counted()).isEqualTo(2);

        rows.begin();
        assertThat(rows.from()).isEqualTo(3);
        rows.take(List.of());
        assertThat(rows.lacks(there(3, 3))).isTrue();
        assertThat(rows.from()).isZero();
        rows.take(page(0, 1, 2, 3));
        rows.publish();
        assertThat(counted()).isEqualTo(3);

        rows.begin();
        rows.take(page(0, 4));
        assertThat(rows.lacks(there(4, 4))).isFalse();
        rows.publish();
        assertThat(counted()).isEqualTo(4);
    }

    @Test
    void aRowMayComeLateForTwoMinutes() {
        look(0, 1, 3);
        now.addAndGet(TimeUnit.SECONDS.toNanos(119));
        look(0);
        assertThat(rows.floor()).isZero();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        look(0);
        assertThat(rows.floor()).isEqualTo(3);
        assertThat(rows.lacks(there(3, 0))).isFalse();
    }

    @Test
    void rowsOfLongAgoAreNotKeptInMindOneByOne() {
        look(3600, 7, 9, 12);
        assertThat(rows.floor()).isEqualTo(12);
        assertThat(counted()).isEqualTo(3);
        look(0, 14);
        assertThat(rows.floor()).isEqualTo(12);
        assertThat(rows.lacks(there(14, 1))).isFalse();
    }

    @Test
    void allBeginsAnewWhereTheNewestRowIsGone() {
        look(0, 1, 2, 3);
        assertThat(rows.lacks(there(2, 2))).isTrue();
        rows.take(page(0, 1, 2));
        rows.publish();
        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void anIdFarAheadIsTaken() {
        look(0, 1, 2, 5_000_000_000_000L);
        look(0, 5_000_000_000_001L);
        assertThat(counted()).isEqualTo(4);
    }

    private void look(long age, long... ids) {
        rows.begin();
        rows.take(page(age, ids));
        rows.publish();
    }

    private static List<Map<String, Object>> page(long age, long... ids) {
        return Arrays.stream(ids)
                .<Map<String, Object>>mapToObj(id -> Map.of("Id", id, "EventType", "sqs", "Age", age, "Delay", 1_000L))
                .toList();
    }

    private static Map<String, Object> there(long highest, long known) {
        return new HashMap<>(Map.of("Highest", highest, "Known", known));
    }

    private double counted() {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("argometer_recorded_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('}') + 1)))
                .sum();
    }
}
