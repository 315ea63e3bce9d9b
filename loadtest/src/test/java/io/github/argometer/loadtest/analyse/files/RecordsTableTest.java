package io.github.argometer.loadtest.analyse.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** records.csv of this version and of those before, as DuckDB reads it and as it is rewritten where it does not. */
class RecordsTableTest {

    private static final String BEFORE =
            "Id,EventId,RunId,PayloadId,EventType,CustomMessage,Author,EventTimestamp,CreatedAtTimestamp,Deliveries,"
                    + "SourceTimestamp,SnsTimestamp,ProcessTimestamp,ReceivedTimestamp";

    private static final String TIMES = "2026-11-23T01:02:03.000000Z,2026-11-23T01:02:04.000000Z,1,,,,";

    @TempDir
    Path folder;

    record Row(String type, String trigger, String author) {}

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void hasRowsOfAnyChannelAndTrigger(String end) throws IOException {
        assertThat(rows(
                        end,
                        BEFORE + ",TriggerName",
                        "1,r-sqs-000000,r,4,sqs,hello,Ankur," + TIMES + ",",
                        "2,r-o2rders-000000,r,,o2rders,,," + TIMES + ",\"argo-events/s/\"\"http\"\"\""))
                .containsExactly(new Row("sqs", null, "Ankur"), new Row("o2rders", "argo-events/s/\"http\"", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void neededNoTriggersBefore(String end) throws IOException {
        assertThat(rows(end, BEFORE, "1,r-sqs-000000,r,4,sqs,hello,Ankur," + TIMES))
                .containsExactly(new Row("sqs", null, "Ankur"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQS", "my-orders", "1st", "ordérs", "sqs sns", "a23456789b123456789c123456789d123"})
    void hasNoOtherNamesOfChannels(String name) {
        assertThatThrownBy(() ->
                        rows("\n", BEFORE, "1,r-sqs-000000,r,4,sqs,,," + TIMES, "2,x,r,4," + name + ",,," + TIMES))
                .isInstanceOf(BadInputException.class)
                .hasMessage(
                        "%s: line 3: EventType: \"%s\" is no channel's name (1 to 32 of a-z 0-9, the first a letter)"
                                .formatted(folder.resolve("records.csv"), name));
    }

    @Test
    void hasAChannelInEachRow() {
        assertThatThrownBy(() -> rows("\n", BEFORE, "1,r-sqs-000000,r,4,,,," + TIMES))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("line 2: EventType: \"\" is no channel's name");
    }

    private List<Row> rows(String end, String... lines) throws IOException {
        Path csv = Files.writeString(folder.resolve("records.csv"), String.join(end, lines) + end);
        try (Duckdb duckdb = Duckdb.open("")) {
            duckdb.execute("CREATE TABLE read (type VARCHAR NOT NULL, trigger VARCHAR, author VARCHAR)");
            new CsvLoader(duckdb)
                    .load(
                            Table.RECORDS,
                            csv,
                            () -> duckdb.execute("INSERT INTO read SELECT EventType, TriggerName, Author FROM lines"));
            return duckdb.rows("SELECT type, trigger, author FROM read", Row.class);
        }
    }
}
