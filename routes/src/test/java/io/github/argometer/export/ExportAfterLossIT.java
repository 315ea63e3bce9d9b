package io.github.argometer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.main.Main;
import org.apache.camel.model.ToDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports whose database goes away half-way, before the third of four pages. */
@Timeout(120)
class ExportAfterLossIT {

    private static final int ROWS = 7_001;

    private static TestDatabase database;

    @TempDir
    Path folder;

    private final AtomicInteger pages = new AtomicInteger();
    private Duration backAfter = Duration.ofMillis(1_500);
    private CompletableFuture<Void> back = CompletableFuture.completedFuture(null);

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.start();
        database.execute("argometer", ExportRecordsIT.ROWS.formatted("long", ROWS));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void goesOnWhereItWasOnceTheDatabaseIsBack() throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        Path disturbed = folder.resolve("disturbed");
        export(ExportRecordsIT.exporter(database), undisturbed, 0);

        export(losing(), disturbed, 60);

        assertThat(back).succeedsWithin(Duration.ofSeconds(10));
        assertThat(pages).hasValue(5); // of which the third came late, and the last is empty
        assertThat(disturbed.resolve("records.csv")).hasSameBinaryContentAs(undisturbed.resolve("records.csv"));
        assertThat(Files.readAllLines(disturbed.resolve("records.csv"))).hasSize(ROWS + 1);
        assertThat(disturbed).isDirectoryNotContaining(file -> !file.endsWith("records.csv"));
    }

    @Test
    void givesUpAtOnceWithoutPatienceAndLeavesNothing() throws Exception {
        backAfter = Duration.ofSeconds(6);
        assertThatThrownBy(() -> export(losing(), folder, 0)).hasRootCauseInstanceOf(IOException.class);
        assertThat(back).isNotDone();
        assertThat(folder).isEmptyDirectory();
        back.join();
    }

    @Test
    void givesUpOnceItsPatienceIsOver() throws Exception {
        backAfter = Duration.ofSeconds(6);
        Main losing = losing();
        Instant begin = Instant.now();
        assertThatThrownBy(() -> export(losing, folder, 2)).hasRootCauseInstanceOf(IOException.class);
        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        assertThat(back).isNotDone();
        assertThat(folder).isEmptyDirectory();
        back.join();
    }

    @Test
    void doesNotWaitForADatabaseThatRefusesIt() {
        Main refused = ExportRecordsIT.exporter(database);
        refused.addOverrideProperty("db.password", "wrong");
        refused.addOverrideProperty("db.connect-timeout", "250");
        Instant begin = Instant.now();
        assertThatThrownBy(() -> export(refused, folder, 60))
                .rootCause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Access denied");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    /** One that ends the database before its third page, and has it back later. */
    private Main losing() throws Exception {
        Main main = ExportRecordsIT.exporter(database);
        main.addOverrideProperty("db.connect-timeout", "250");
        main.init();
        AdviceWith.adviceWith(main.getCamelContext(), "export-records", advice -> advice.weaveByType(ToDefinition.class)
                .before()
                .process(page -> lose()));
        return main;
    }

    private void lose() {
        if (pages.incrementAndGet() == 3) {
            database.kill();
            back = CompletableFuture.runAsync(
                    ExportAfterLossIT::restart,
                    CompletableFuture.delayedExecutor(backAfter.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private static void restart() {
        try {
            database.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void export(Main main, Path folder, long patience) throws Exception {
        main.start();
        try {
            main.getCamelTemplate()
                    .requestBodyAndHeaders(
                            "direct:export",
                            null,
                            Map.of("runId", "long", "folder", folder.toString(), "patience", patience));
        } finally {
            main.stop();
        }
    }
}
