package io.github.argometer.recorder;

import io.github.argometer.Failures;
import io.github.argometer.record.HttpEntry;
import io.github.argometer.record.RecordEvent;
import org.apache.camel.main.Main;

/** The HTTP recorder: takes the HTTP trigger's events at {@code POST /event/} and writes them into the database. */
public final class RecorderHttp {

    private RecorderHttp() {}

    /** Runs until the process is told to end. */
    public static void main(String[] args) throws Exception {
        Main main = main();
        main.run();
        System.exit(main.getExitCode());
    }

    static Main main() {
        Main main = new Main(RecorderHttp.class);
        main.addOverrideProperty("record.http.enabled", "true");
        main.configure().addRoutesBuilder(HttpEntry.class, RecordEvent.class, Failures.class);
        return main;
    }
}
