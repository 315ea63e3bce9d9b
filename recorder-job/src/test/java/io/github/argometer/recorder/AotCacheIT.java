package io.github.argometer.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.recorder.Recorder.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * That the image's Java takes the image's AOT cache, and that a cache that it rejects is noticed: without it the recorder
 * works on, five times as slowly and without a word.
 */
@EnabledIfSystemProperty(named = "recorder.image", matches = ".+")
class AotCacheIT {

    private final Path image = Path.of(System.getProperty("recorder.image", ""));

    @Test
    void loadsTheRecorderFromTheCache(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes.log");
        String[] cache = Recorder.requiredCache();
        Ended ended = Recorder.ofImage(image, cache[0], cache[1], "-Xlog:class+load,class+path:file=" + log)
                .run(Map.of());
        assertThat(ended.code()).isEqualTo(64);
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains(" " + RecorderJob.class.getName() + " source: shared objects file"))
                .anyMatch(line -> line.contains(" com.mysql.cj.jdbc.ConnectionImpl source: shared objects file"))
                .as("the path of the jar that the cache keeps: of the image, not of the machine that trained it")
                .anyMatch(line -> line.endsWith("(app   ) [1] = app/recorder-job.jar"));
    }

    @Test
    void endsWith1WhenTheCacheIsRejected() {
        String[] cache = Recorder.requiredCache();
        Ended ended = Recorder.ofImage(image, cache[0], cache[1], "-XX:-UseCompressedOops")
                .run(Map.of());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out() + ended.err()).contains("Unable to use AOT cache");
    }
}
