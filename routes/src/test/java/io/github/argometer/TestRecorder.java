package io.github.argometer;

import io.github.argometer.failure.Failures;
import io.github.argometer.measure.MeasureDelays;
import io.github.argometer.record.HttpEntry;
import io.github.argometer.record.JobEntry;
import io.github.argometer.record.RecordEvent;
import java.util.Map;
import org.apache.camel.main.Main;

/** The recorders' routes in this process. */
public final class TestRecorder {

    private TestRecorder() {}

    /** Starts the HTTP recorder at {@code port}, which writes into {@code database}, with {@code settings} over the defaults. */
    public static Main start(TestDatabase database, int port, Map<String, String> settings) throws Exception {
        Main recorder = new Main();
        database.settings().forEach(recorder::addOverrideProperty);
        recorder.addOverrideProperty("http.port", String.valueOf(port));
        recorder.addOverrideProperty("record.http.enabled", "true");
        settings.forEach(recorder::addOverrideProperty);
        recorder.configure()
                .addRoutesBuilder(
                        HttpEntry.class, JobEntry.class, RecordEvent.class, MeasureDelays.class, Failures.class);
        try {
            recorder.start();
        } catch (Throwable e) {
            recorder.stop(); // its pool and its server live on
            throw e;
        }
        return recorder;
    }
}
