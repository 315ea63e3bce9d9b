package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerTest {

    @Test
    void oneThatWasStartedAgainSaysSo() throws Exception {
        assertThat(Worker.Progress.of(Worker.restarted(Path.of("sent-0.csv")).progress()))
                .extracting(Worker.Progress::finished, Worker.Progress::failure, Worker.Progress::channels)
                .containsExactly(true, "it was started again, and sends nothing more", Map.of());
    }

    @Test
    void oneOfAnotherBuildSaysLess() throws Exception {
        assertThat(Worker.Progress.of("{\"finished\": true, \"channels\": {}, \"more\": 1}"))
                .isEqualTo(new Worker.Progress(true, "", "", Map.of(), List.of()));
    }
}
