package io.github.argometer.recorder;

import io.github.argometer.TestCertificate;
import io.github.argometer.TestDatabase;
import io.github.argometer.TestEvents;
import io.github.argometer.recorder.Recorder.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * Makes the image's AOT cache ({@code app/recorder-job.aot}) by a run that really inserts a row over TLS, with the paths
 * through the driver that MySQL takes, and ends with an error unless a second run, for which Java must take the cache,
 * inserts one too. The build of the image starts it.
 */
final class AotTraining {

    private AotTraining() {}

    /** Takes the folder that is laid out as the image's root. */
    public static void main(String[] args) throws Exception {
        Path image = Path.of(args[0]);
        try (TestDatabase database = TestDatabase.start()) {
            Path folder = Files.createTempDirectory(image.toAbsolutePath().getParent(), "aot-training");
            SSLContext tls = TestCertificate.in(folder, "training").context();
            run("training", Recorder.ofImage(image, "-XX:AOTCacheOutput=app/recorder-job.aot"), database, tls);
            run("trained", Recorder.ofImage(image, Recorder.requiredCache()), database, tls);
            int rows = database.query("SELECT EventId FROM argo_event_record").size();
            if (rows != 2) {
                throw new IllegalStateException("2 rows expected of training and use, found " + rows);
            }
        }
    }

    private static void run(String what, Recorder recorder, TestDatabase database, SSLContext tls) throws IOException {
        try (MySqlDialect mysql = new MySqlDialect(database.port(), tls)) {
            Map<String, String> environment = new HashMap<>(database.environment());
            environment.put("DB_PORT", String.valueOf(mysql.port()));
            environment.put("DB_PARAMETERS", "sslMode=REQUIRED");
            String event = TestEvents.event(what).context("type", "sqs").argument();
            Ended ended = recorder.run(environment, event);
            if (ended.code() != 0) {
                throw new IllegalStateException(what + " ended with " + ended);
            }
        }
    }
}
