package io.github.argometer.loadtest.bus;

import io.github.argometer.WholeFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A table of what the bus tells during a run, by whatever thread it does. Times are UTC, with all nine digits of a second. */
public final class BusTable implements Closeable {

    private final Path file;
    private final WholeFile whole;
    private final CSVPrinter lines;
    private long count;

    private BusTable(Path file, String... columns) throws IOException {
        this.file = file;
        this.whole = new WholeFile(file);
        this.lines = new CSVPrinter(
                Files.newBufferedWriter(whole.part()),
                CSVFormat.RFC4180
                        .builder()
                        .setHeader(columns)
                        .setRecordSeparator('\n')
                        .get());
    }

    /** {@code bus.csv}: a line for each event that the bus got, in the order of its stream; there once it is {@linkplain #keep kept}. */
    public static BusTable events(Path file) throws IOException {
        return new BusTable(
                file, "Sequence", "EventId", "EventSource", "Event", "CloudEventId", "SourceTime", "StreamTime");
    }

    /** {@code acks.csv}: a line for each acknowledgement; there once it is {@linkplain #keep kept}. */
    public static BusTable acknowledgements(Path file) throws IOException {
        return new BusTable(
                file, "Sequence", "EventSource", "Event", "Sensor", "Trigger", "TakenTime", "DoneTime", "Deliveries");
    }

    /** @throws UncheckedIOException where it cannot be written, which is no failure of the bus */
    public void add(BusEvent event) {
        print(
                event.sequence(),
                event.eventId(),
                event.source(),
                event.event(),
                event.cloudEventId(),
                text(event.sourceTime()),
                text(event.streamTime()));
    }

    /** @throws UncheckedIOException where it cannot be written, which is no failure of the bus */
    public void add(Acknowledgement acknowledgement) {
        print(
                acknowledgement.sequence(),
                acknowledgement.source(),
                acknowledgement.event(),
                acknowledgement.sensor(),
                acknowledgement.trigger(),
                text(acknowledgement.taken()),
                text(acknowledgement.done()),
                acknowledgement.deliveries());
    }

    /** How many lines it has, its header apart. */
    public synchronized long count() {
        return count;
    }

    private synchronized void print(Object... values) {
        try {
            lines.printRecord(values);
            count++;
        } catch (IOException e) {
            throw new UncheckedIOException(WholeFile.failure(file, e));
        }
    }

    /** All is in it. */
    public synchronized void keep() throws IOException {
        lines.close();
        whole.keep();
    }

    @Override
    public synchronized void close() throws IOException {
        lines.close();
        whole.close();
    }

    /** Every line has the same form. */
    private static String text(Instant time) {
        return time == null
                ? ""
                : "%s.%09dZ"
                        .formatted(
                                Instant.ofEpochSecond(time.getEpochSecond())
                                        .toString()
                                        .replace("Z", ""),
                                time.getNano());
    }
}
