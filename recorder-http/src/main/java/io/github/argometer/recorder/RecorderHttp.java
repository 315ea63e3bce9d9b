package io.github.argometer.recorder;

import io.github.argometer.ProcessDefaults;
import io.github.argometer.failure.Failures;
import io.github.argometer.measure.MeasureDelays;
import io.github.argometer.record.HttpEntry;
import io.github.argometer.record.RecordEvent;
import org.apache.camel.main.Main;

/** The HTTP recorder: takes the HTTP trigger's events at {@code POST /event/} and writes them into the database. */
public final class RecorderHttp {

    private static final int NOT_STARTED = 1;

    private RecorderHttp() {}

    /** Runs until the process is told to end; ends with exit code 1 and a last line that says why where it cannot start. */
    public static void main(String[] args) {
        ProcessDefaults.set();
        Main main = main();
        try {
            main.run();
        } catch (Throwable e) { // an Error too: the server's threads live on
            System.err.println("recorder-http: " + reason(e));
            Runtime.getRuntime().halt(NOT_STARTED); // at once: whatever failed to start may fail to end too
        }
        System.exit(main.getExitCode());
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getName()
                : e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
    }

    static Main main() {
        Main main = new Main(RecorderHttp.class);
        main.addOverrideProperty("record.http.enabled", "true");
        main.configure().addRoutesBuilder(HttpEntry.class, RecordEvent.class, MeasureDelays.class, Failures.class);
        return main;
    }
}
