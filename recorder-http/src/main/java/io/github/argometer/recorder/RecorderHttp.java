package io.github.argometer.recorder;

import io.github.argometer.Failures;
import io.github.argometer.ProcessDefaults;
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
        } catch (Exception e) {
            System.err.println("recorder-http: " + e.getMessage());
            System.exit(NOT_STARTED); // not by itself: the server's threads live on
        }
        System.exit(main.getExitCode());
    }

    static Main main() {
        Main main = new Main(RecorderHttp.class);
        main.addOverrideProperty("record.http.enabled", "true");
        main.configure().addRoutesBuilder(HttpEntry.class, RecordEvent.class, Failures.class);
        return main;
    }
}
