package io.github.argometer.recorder;

import io.github.argometer.TestDatabase;
import io.github.argometer.recorder.Recorder.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
        return recorder().run(environment, arguments);
    }

    /** The same with one argument of any bytes, those that are not ASCII as printf(1) writes them. */
    Ended recordBytes(String argument) {
        Recorder recorder = recorder();
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "event=$(printf \"$EVENT\"); exec \"$@\" \"$event\"", "sh"));
        command.addAll(recorder.command());
        environment.put("EVENT", argument);
        return new Recorder(recorder.folder(), command).run(environment);
    }

    private static Recorder recorder() {
        String image = System.getProperty("recorder.image", "");
        return image.isEmpty() ? Recorder.ofClasses() : Recorder.ofImage(Path.of(image), Recorder.requiredCache());
    }
}
