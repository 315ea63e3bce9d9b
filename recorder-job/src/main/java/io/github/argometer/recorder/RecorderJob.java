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
import java.util.Locale;
import org.apache.camel.Exchange;

/**
 * The Job recorder: a process an event. Takes the event as its one argument and ends with exit code 0 once its row is
 * committed, which took as long as its one line on stdout says; else with one line on stderr and
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

    private static final char UNDECODED = '\ufffd';

    private RecorderJob() {}

    /** Records the event in {@code args[0]}. */
    public static void main(String[] args) {
        ProcessDefaults.set();
        System.exit(record(args, System.out, System.err));
    }

    /** The context is never stopped: the route has ended, the connection is closed, and the process ends with them. */
    static int record(String[] args, PrintStream out, PrintStream err) {
        if (args.length != 1) {
            err.printf(Locale.ROOT, "recorder-job: %d arguments: must be exactly one, the event%n", args.length);
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
            String event = event(args[0]);
            Exchange recorded = context.createProducerTemplate().request("direct:record-job", exchange -> {
                exchange.getMessage().setBody(event);
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
     * The argument as it was given. Java decodes it by the locale, and under LANG=C loses what is not ASCII: then its bytes
     * are looked up. A Job's event hardly ever has any such, since its data are base64.
     */
    private static String event(String argument) throws IOException {
        if (argument.indexOf(UNDECODED) < 0) {
            return argument;
        }
        byte[] line = Files.readAllBytes(Path.of("/proc/self/cmdline")); // each argument ends with a zero
        int from = line.length - 1;
        while (from > 0 && line[from - 1] != 0) {
            from--;
        }
        return ArgoEvent.utf8("event", Arrays.copyOfRange(line, from, line.length - 1));
    }
}
