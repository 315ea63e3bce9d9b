package io.github.argometer.send;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** A send ledger as a test reads it, while it is written or after its writer was killed. */
final class TestLedger {

    private TestLedger() {}

    /** Its whole lines. */
    static List<CSVRecord> read(Path file) throws IOException {
        String text = Files.readString(file);
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var reader = new StringReader(text.substring(0, text.lastIndexOf('\n') + 1))) {
            return format.parse(reader).getRecords();
        }
    }
}
