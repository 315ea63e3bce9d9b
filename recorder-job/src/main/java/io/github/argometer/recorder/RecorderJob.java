package io.github.argometer.recorder;

import io.github.argometer.ProcessDefaults;
import io.github.argometer.Settings;
import io.github.argometer.record.ArgoEvent;
import io.github.argometer.record.DatabaseSettings;
import io.github.argometer.record.JobEntry;
import io.github.argometer.record.RecordEvent;
import io.github.argometer.record.RecordFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * The Job recorder: a process an action of a trigger. Takes events as its arguments, "" for one that did not come, and ends with
 * exit code 0 once all their rows are committed, which took as long as its one line on stdout says; else with one line on stderr and
 *
 * <ul>
 *   <li>64: no argument
 *   <li>65: an event is bad, or {@code record.trigger} is, so that trying again is of no use
 *   <li>69: the database cannot be reached or does not let us in
 *   <li>73: the database refused the insert
 *   <li>70: anything else
 * </ul>
 */
public final class RecorderJob {

    static final int USAGE = 64;

    private static final char UNDECODED = '\ufffd';

    private RecorderJob() {}

    /** Records the events in {@code args}. */
    public static void main(String[] args) {
        ProcessDefaults.set();
        System.exit(record(args, System.out, System.err));
    }

    /** The context is never stopped: the route has ended, the connection is closed, and the process ends with them. */
    static int record(String[] args, PrintStream out, PrintStream err) {
        if (args.length == 0) {
            err.println("recorder-job: 0 arguments: must be one or more, each an event");
            return USAGE;
        }
        Instant received = Instant.now();
        try {
            EarlyConnection connection = new EarlyConnection();
            JobContext context = new JobContext();
            context.getPropertiesComponent().addLocation("classpath:application.properties");
            connection.to(DatabaseSettings.of(Settings.of(context)));
            context.getRegistry().bind("dataSource", connection.source());
            context.add(new JobEntry());
            context.add(new RecordEvent());
            context.start();
            List<String> events = events(args);
            Exchange recorded = context.createProducerTemplate().request("direct:record-job", exchange -> {
                exchange.getMessage().setBody(events);
                exchange.setProperty("started", ProcessStart.time());
                exchange.setProperty("received", received);
            });
            if (recorded.getException() != null) {
                throw recorded.getException();
            }
            out.println("recorder-job: insert acknowledged after " + connection.microsInUse() + " microseconds");
            return 0;
        } catch (Throwable e) {
            err.println("recorder-job: " + RecordFailure.reason(e));
            return RecordFailure.of(e).exitCode();
        }
    }

    /**
     * The arguments as they were given. Java decodes them by the locale, and under LANG=C loses what is not ASCII: then their
     * bytes are looked up. A Job's event hardly ever has any such, since its data are base64.
     */
    private static List<String> events(String[] args) throws IOException {
        if (String.join("", args).indexOf(UNDECODED) < 0) {
            return List.of(args);
        }
        byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline")); // each argument ends with a zero
        String[] events = new String[args.length];
        int end = line.length - 1;
        for (int i = args.length - 1; i >= 0; i--) {
            int from = end;
            while (from > 0 && line[from - 1] != 0) {
                from--;
            }
            events[i] = ArgoEvent.utf8("event", Arrays.copyOfRange(line, from, end));
            end = from - 1;
        }
        return List.of(events);
    }
}
