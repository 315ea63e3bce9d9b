package io.github.argometer.recorder;

import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.recorder.Recorder.Ended;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the image's AOT cache ({@code app/recorder-job.aot}) by a run that really inserts a row over TLS, and ends with an
 * error unless a second run, for which Java must take the cache, inserts one too. The build of the image starts it.
 */
final class AotTraining {

    private AotTraining() {}

    /** Takes the folder that is laid out as the image's root. */
    public static void main(String[] args) {
        Path image = Path.of(args[0]);
        try (TestDatabase database = TestDatabase.startWith()) {
            Map<String, String> environment = new HashMap<>(Map.of("DB_PARAMETERS", "sslMode=REQUIRED"));
            environment.putAll(database.environment());
            Recorder training = Recorder.ofImage(image, "-XX:AOTCacheOutput=app/recorder-job.aot");
            check("training", training.run(environment, event("training")));
            Recorder trained = Recorder.ofImage(image, Recorder.requiredCache());
            check("run with the cache", trained.run(environment, event("trained")));
            int rows = database.query("SELECT EventId FROM argo_event_record").size();
            if (rows != 2) {
                throw new IllegalStateException("2 rows expected of training and use, found " + rows);
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String event(String eventId) {
        return TestEvents.event(eventId).context("type", "sqs").argument();
    }

    private static void check(String what, Ended ended) {
        if (ended.code() != 0) {
            throw new IllegalStateException(what + " ended with " + ended);
        }
    }
}
