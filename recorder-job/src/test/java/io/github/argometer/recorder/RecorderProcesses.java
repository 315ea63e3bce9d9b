package io.github.argometer.recorder;

import io.github.argometer.TestDatabase;
import io.github.argometer.recorder.Recorder.Ended;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The recorder as it runs in a Job: a process of its own, judged by its exit code, its stderr and the table. Where the
 * image was built ({@code recorder.image} is its root), this runs the image's Java with the cache required.
 */
abstract class RecorderProcesses {

    static TestDatabase database;

    final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void settings() throws Exception {
        database.clear();
        environment.putAll(database.environment());
    }

    /** Runs the recorder in {@link #environment}. */
    Ended record(String... arguments) {
        String image = System.getProperty("recorder.image", "");
        Recorder recorder =
                image.isEmpty() ? Recorder.ofClasses() : Recorder.ofImage(Path.of(image), Recorder.requiredCache());
        return recorder.run(environment, arguments);
    }
}
