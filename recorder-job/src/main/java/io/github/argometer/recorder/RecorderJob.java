package io.github.argometer.recorder;

import io.github.argometer.Failures;
import io.github.argometer.record.JobEntry;
import io.github.argometer.record.RecordEvent;
import io.github.argometer.record.RecordFailure;
import java.io.PrintStream;
import org.apache.camel.main.Main;

/**
 * The Job recorder: a process an event. Takes the event as its one argument and ends with exit code 0 once its row is
 * committed, else with one line on stderr and
 *
 * <ul>
 *   <li>64: not exactly one argument
 *   <li>65: the event is bad, so that trying again is of no use
 *   <li>69: the database cannot be reached or does not let us in
 *   <li>73: the database refused the insert
 *   <li>70: anything else
 * </ul>
 */
public final class RecorderJob {

    static final int USAGE = 64;

    private RecorderJob() {}

    /** Records the event in {@code args[0]}. */
    public static void main(String[] args) {
        System.exit(record(args, System.err));
    }

    static int record(String[] args, PrintStream err) {
        if (args.length != 1) {
            err.printf("recorder-job: %d arguments: allowed is exactly one, the event%n", args.length);
            return USAGE;
        }
        Main main = new Main(RecorderJob.class);
        main.addOverrideProperty("record.job.enabled", "true");
        main.addOverrideProperty("management.enabled", "false");
        main.addOverrideProperty("db.pool", "1");
        main.configure().addRoutesBuilder(JobEntry.class, RecordEvent.class, Failures.class);
        try {
            main.start();
            main.getCamelTemplate().requestBody("direct:record-job", args[0]);
            return 0;
        } catch (Exception e) {
            err.println("recorder-job: " + RecordFailure.reason(e));
            return RecordFailure.of(e).exitCode();
        } finally {
            main.stop();
        }
    }
}
