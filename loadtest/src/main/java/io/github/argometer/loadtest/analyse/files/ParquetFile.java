package io.github.argometer.loadtest.analyse.files;

import static io.github.argometer.loadtest.analyse.files.Duckdb.quote;

import io.github.argometer.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** Exported rows as Parquet: the same rows, in the same order, with the types of the table. */
public final class ParquetFile {

    /**
     * A row without a payload has no text of one, which the CSV writes as it does an empty one. One thread, in whose order rows come
     * and groups of them end: the same rows make the same bytes.
     */
    private static final String COPY = """
            SET threads = 1;
            SET preserve_insertion_order = true;
            COPY (
              SELECT * REPLACE (if(PayloadId IS NULL, NULL, CustomMessage) AS CustomMessage, if(PayloadId IS NULL, NULL, Author) AS Author)
              FROM read_csv(%s, columns = {Id: 'BIGINT', EventId: 'VARCHAR', RunId: 'VARCHAR', PayloadId: 'INTEGER', EventType: 'VARCHAR',
                  CustomMessage: 'VARCHAR', Author: 'VARCHAR', EventTimestamp: 'TIMESTAMPTZ', CreatedAtTimestamp: 'TIMESTAMPTZ',
                  Deliveries: 'INTEGER', SourceTimestamp: 'TIMESTAMPTZ', SnsTimestamp: 'TIMESTAMPTZ', ProcessTimestamp: 'TIMESTAMPTZ',
                  ReceivedTimestamp: 'TIMESTAMPTZ', TriggerName: 'VARCHAR'},
                force_not_null = ['CustomMessage', 'Author', 'TriggerName'], auto_detect = false, header = true, compression = 'none', delim = ',',
                quote = '"', escape = '"', new_line = '\\n', strict_mode = true)
            ) TO %s (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)""";

    private ParquetFile() {}

    /**
     * Writes the rows of {@code csv}, as the export has written it, to a file beside it.
     *
     * @param memory the most that DuckDB may take, such as {@code 1GB}; "" leaves it to DuckDB
     * @return {@code records.parquet} for {@code records.csv}, and so on
     */
    public static Path of(Path csv, String memory) throws IOException {
        Path parquet = csv.resolveSibling(csv.getFileName().toString().replace(".csv", ".parquet"));
        try (Duckdb duckdb = Duckdb.open(memory)) {
            WholeFile.write(
                    parquet, part -> duckdb.execute(COPY.formatted(quote(duckdb.file(csv)), quote(part.toString()))));
        }
        return parquet;
    }
}
