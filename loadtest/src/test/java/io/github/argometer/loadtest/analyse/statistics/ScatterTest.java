package io.github.argometer.loadtest.analyse.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.RunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScatterTest {

    @TempDir
    private Path folder;

    @Test
    void everyRowIsAPointWhereThereIsRoom() throws IOException {
        Scatter scatter = scatter(Scatter.POINTS);

        assertThat(List.of(scatter.of(), scatter.slowest())).containsExactly((long) Scatter.POINTS, 0L);
        assertThat(scatter.numbers())
                .containsExactlyElementsOf(
                        LongStream.range(0, Scatter.POINTS).boxed().toList());
        assertThat(scatter.delays()).hasSize(Scatter.POINTS).startsWith(1_000L, 1_001L);
    }

    @Test
    void ofMoreRowsTheSlowestAndTheFastestAreAllPointsAndTheOthersAShare() throws IOException {
        int rows = 12_000;
        Scatter scatter = scatter(rows);

        assertThat(List.of(scatter.of(), scatter.slowest())).containsExactly((long) rows, (long) Scatter.SLOWEST);
        // delay and number rise together
        assertThat(scatter.numbers())
                .isSorted()
                .containsAll(
                        LongStream.range(rows - Scatter.SLOWEST, rows).boxed().toList())
                .containsAll(LongStream.range(0, 50).boxed().toList());
        assertThat(scatter.numbers()).hasSizeBetween(Scatter.POINTS - 200, Scatter.POINTS + 200);
        long others = scatter.numbers().stream()
                .filter(number -> number >= 1_000 && number < 11_000)
                .count();
        assertThat(others).isBetween(1_900L, 2_350L); // 10,000 of 12,000 have 2,125 of the 2,550 places
        for (int i = 0; i < scatter.numbers().size(); i++) {
            assertThat(scatter.delays().get(i))
                    .isEqualTo(1_000 + scatter.numbers().get(i));
        }
    }

    @Test
    void aRowOfTheWarmUpIsAPointToo() throws IOException {
        RunFixture run = new RunFixture(3, 3, 0);
        for (int number = 0; number < 3; number++) {
            run.accepted("sqs", number, true, number * 10L).row("sqs", number, number * 10L, 1_000, 1);
        }
        run.in(folder);
        Path plan = folder.resolve("plan.json");
        Files.writeString(plan, Files.readString(plan).replace("\"seed\"", "\"warmupMessages\": 1, \"seed\""));

        Scatter scatter = RunFixture.sqs(new io.github.argometer.loadtest.analyse.files.RunFiles(folder))
                .charts()
                .scatter();

        assertThat(scatter.of()).isEqualTo(3);
        assertThat(scatter.numbers()).containsExactly(0L, 1L, 2L);
    }

    /** That of so many rows, number by number a microsecond slower. */
    private Scatter scatter(int rows) throws IOException {
        RunFixture run = new RunFixture(rows, rows, 0);
        for (int number = 0; number < rows; number++) {
            run.accepted("sqs", number, true, number * 10L).row("sqs", number, number * 10L, number * 11L + 1_000, 1);
        }
        return RunFixture.sqs(run.in(folder)).charts().scatter();
    }
}
