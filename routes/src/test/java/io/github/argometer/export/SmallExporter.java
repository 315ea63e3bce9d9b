package io.github.argometer.export;

import io.github.argometer.failure.Failures;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.main.Main;

/** A process that exports one run and ends; the database is in its environment. */
final class SmallExporter {

    private SmallExporter() {}

    /** Arguments: run, folder. Ends with 1 where it fails, and says why on stderr. */
    public static void main(String... arguments) throws Exception {
        Main main = new Main();
        main.addOverrideProperty("management.enabled", "false");
        main.configure().addRoutesBuilder(Failures.class, ExportRecords.class);
        main.start();
        int code = 0;
        try {
            main.getCamelTemplate()
                    .requestBodyAndHeaders(
                            "direct:export", null, Map.of("runId", arguments[0], "folder", arguments[1]));
        } catch (CamelExecutionException e) {
            System.err.println(e.getCause().getMessage());
            code = 1;
        }
        main.stop();
        System.exit(code);
    }
}
