package io.github.argometer.export;

import io.github.argometer.WholeFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.camel.component.sql.RowMapperFactory;
import org.apache.camel.util.IOHelper;
import org.springframework.jdbc.core.RowMapper;

/** The CSV file of one run while it is exported: a page of rows is written while the next is asked for. */
final class RecordsFile implements Closeable {

    private enum Kind {
        NUMBER,
        TEXT,
        TIME
    }

    private record Column(String name, Kind kind) {
        /** In SQL: a text by any protocol of the driver, a time as the server writes it, in UTC and with six decimals. */
        String asText() {
            return kind == Kind.TEXT ? name : String.format(Locale.ROOT, "CAST(%s AS CHAR)", name);
        }
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("Id", Kind.NUMBER),
            new Column("EventId", Kind.TEXT),
            new Column("RunId", Kind.TEXT),
            new Column("PayloadId", Kind.NUMBER),
            new Column("EventType", Kind.TEXT),
            new Column("CustomMessage", Kind.TEXT),
            new Column("Author", Kind.TEXT),
            new Column("EventTimestamp", Kind.TIME),
            new Column("CreatedAtTimestamp", Kind.TIME),
            new Column("Deliveries", Kind.NUMBER),
            new Column("SourceTimestamp", Kind.TIME),
            new Column("SnsTimestamp", Kind.TIME),
            new Column("ProcessTimestamp", Kind.TIME),
            new Column("ReceivedTimestamp", Kind.TIME),
            new Column("TriggerName", Kind.TEXT));

    private static final byte[] HEADER = COLUMNS.stream()
            .map(Column::name)
            .collect(Collectors.joining(",", "", "\n"))
            .getBytes(StandardCharsets.UTF_8);

    /** What a query for rows selects. */
    static final String SELECTED = COLUMNS.stream().map(Column::asText).collect(Collectors.joining(", "));

    static final RowMapperFactory ROWS = new AsTheyCame(COLUMNS.size());

    /** Reads rows as they came: the schema has its texts in UTF-8 and ASCII. */
    private record AsTheyCame(int columns) implements RowMapperFactory {
        @Override
        public RowMapper<byte[][]> newColumnRowMapper() {
            return (row, number) -> {
                byte[][] values = new byte[columns][];
                for (int i = 0; i < columns; i++) {
                    values[i] = row.getBytes(i + 1);
                }
                return values;
            };
        }

        @Override
        public RowMapper<?> newBeanRowMapper(Class<?> type) {
            throw new UnsupportedOperationException(type.getName());
        }
    }

    private final String runId;
    private final Selection selection;
    private final Path file;
    private final boolean mayBeEmpty;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private WholeFile whole;
    private CsvLines csv;
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
    private long last = Long.MIN_VALUE;
    private boolean more = true;

    /**
     * @param folder where it goes; made if missing
     * @param mayBeEmpty whether a run without rows is well
     */
    RecordsFile(String runId, Path folder, Selection selection, boolean mayBeEmpty) {
        this.runId = runId;
        this.selection = selection;
        this.file = folder.resolve(selection.file());
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

    /**
     * Takes the next page of rows, in the order of their Ids; an empty one is the last.
     *
     * @throws IOException where the page before it could not be written
     */
    void add(List<byte[][]> rows) throws IOException {
        await();
        more = !rows.isEmpty();
        if (more) {
            begin();
            last = Long.parseLong(new String(rows.get(rows.size() - 1)[0], StandardCharsets.US_ASCII));
            writing = CompletableFuture.runAsync(() -> write(rows), writer);
        }
    }

    private void write(List<byte[][]> rows) {
        try {
            for (byte[][] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    if (i > 0) {
                        csv.mark(',');
                    }
                    if (row[i] != null) {
                        write(COLUMNS.get(i).kind(), row[i]);
                    }
                }
                csv.mark('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Kind kind, byte[] value) throws IOException {
        switch (kind) {
            case NUMBER -> csv.plain(value);
            case TEXT -> csv.text(value);
            case TIME -> csv.time(value);
        }
    }

    private void await() throws IOException {
        try {
            writing.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw WholeFile.failure(file, failed.getCause());
            }
            throw e;
        }
    }

    /**
     * All rows are there: gives the file its name.
     *
     * @throws NoRowsException where there are none, and either there must be, or there were at the last look
     */
    void keep() throws IOException, NoRowsException {
        if (whole == null) {
            if (!mayBeEmpty || (Files.exists(file) && Files.size(file) > HEADER.length)) {
                throw new NoRowsException(runId, selection, file);
            }
            begin();
        }
        try {
            csv.finish();
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
            csv = new CsvLines(whole.part());
            csv.plain(HEADER);
        }
    }

    /** Closes all; what was not kept is gone. */
    @Override
    public void close() throws IOException {
        writer.shutdown();
        if (whole != null) {
            writing.exceptionally(failed -> null).join(); // told, or told of what ended the export before
            IOHelper.close(csv);
            whole.close();
        }
    }
}
