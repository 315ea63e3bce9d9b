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

/** {@code bus.csv}: a line for each event that the bus got during a run, in the order of the stream. Times are UTC, to the nanosecond. */
public final class BusFile implements Closeable, EventStream.Reader {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader("Sequence", "EventId", "EventSource", "Event", "CloudEventId", "SourceTime", "StreamTime")
            .setRecordSeparator('\n')
            .get();

    private final Path file;
    private final WholeFile whole;
    private final CSVPrinter lines;

    /** Begins {@code file}, which is there once it is {@linkplain #keep kept}. */
    public BusFile(Path file) throws IOException {
        this.file = file;
        this.whole = new WholeFile(file);
        this.lines = new CSVPrinter(Files.newBufferedWriter(whole.part()), FORMAT);
    }

    /** @throws UncheckedIOException where it cannot be written, which is no failure of the bus */
    @Override
    public void read(BusEvent event) {
        try {
            print(event);
        } catch (IOException e) {
            throw new UncheckedIOException(WholeFile.failure(file, e));
        }
    }

    private void print(BusEvent event) throws IOException {
        lines.printRecord(
                event.sequence(),
                event.eventId(),
                event.source(),
                event.event(),
                event.cloudEventId(),
                text(event.sourceTime()),
                text(event.streamTime()));
    }

    /** All events are in it. */
    public void keep() throws IOException {
        lines.close();
        whole.keep();
    }

    @Override
    public void close() throws IOException {
        lines.close();
        whole.close();
    }

    /** With all nine digits, so that every line has the same form. */
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
