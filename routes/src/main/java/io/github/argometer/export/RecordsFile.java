package io.github.argometer.export;

import io.github.argometer.WholeFile;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.util.IOHelper;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The {@code records.csv} of one run while it is exported, a page of rows after the other. */
final class RecordsFile implements Closeable {

    private static final List<String> COLUMNS = List.of(
            "Id",
            "EventId",
            "RunId",
            "PayloadId",
            "EventType",
            "CustomMessage",
            "Author",
            "EventTimestamp",
            "CreatedAtTimestamp",
            "Deliveries",
            "SourceTimestamp",
            "SnsTimestamp",
            "ProcessTimestamp",
            "ReceivedTimestamp");

    private static final String HEADER = String.join(",", COLUMNS) + "\n";

    private final String runId;
    private final Path file;
    private final boolean mayBeEmpty;
    private WholeFile whole;
    private CSVPrinter csv;
    private long last = Long.MIN_VALUE;
    private boolean more = true;

    /**
     * @param folder where it goes; made if missing
     * @param mayBeEmpty whether a run without rows is well
     */
    RecordsFile(String runId, Path folder, boolean mayBeEmpty) {
        this.runId = runId;
        this.file = folder.resolve("records.csv");
        this.mayBeEmpty = mayBeEmpty;
    }

    /** Whether the database may have more rows. */
    boolean hasMore() {
        return more;
    }

    /** Id of the last row so far: the next page has those above it. */
    long last() {
        return last;
    }

    /** Takes the next page of rows, in the order of their Ids; an empty one is the last. */
    void add(List<Map<String, Object>> rows) throws IOException {
        more = !rows.isEmpty();
        if (more) {
            begin();
            try {
                for (Map<String, Object> row : rows) {
                    csv.printRecord(COLUMNS.stream().map(row::get));
                }
            } catch (IOException e) {
                throw WholeFile.failure(file, e);
            }
            last = ((Number) rows.get(rows.size() - 1).get("Id")).longValue();
        }
    }

    /**
     * All rows are there: gives the file its name.
     *
     * @throws NoRowsException where there are none, and either there must be, or there were at the last look
     */
    void keep() throws IOException, NoRowsException {
        if (whole == null) {
            if (!mayBeEmpty || (Files.exists(file) && Files.size(file) > HEADER.length())) {
                throw new NoRowsException(runId, file);
            }
            begin();
        }
        try {
            csv.close();
        } catch (IOException e) {
            throw WholeFile.failure(file, e);
        }
        whole.keep();
    }

    private void begin() throws IOException {
        if (whole == null) {
            if (!Files.isDirectory(file.getParent())) {
                Files.createDirectories(file.getParent());
            }
            whole = new WholeFile(file);
            BufferedWriter out = Files.newBufferedWriter(whole.part());
            csv = new CSVPrinter(
                    out, CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get());
            out.write(HEADER);
        }
    }

    /** Closes all; what was not kept is gone. */
    @Override
    public void close() throws IOException {
        if (whole != null) {
            IOHelper.close(csv); // what could not be written was told, and goes now
            whole.close();
        }
    }
}
