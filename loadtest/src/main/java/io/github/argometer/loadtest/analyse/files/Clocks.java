package io.github.argometer.loadtest.analyse.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.send.SteadyClock;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * How far apart the clocks of a run were, and who was set meanwhile: {@code clocks.json}.
 *
 * @param generatorToDatabase the database's clock − the generator's; null = not measured
 * @param generatorSteps each time that the wall clock of the generator's machine was set during the run
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Clocks(Offset generatorToDatabase, List<SteadyClock.Step> generatorSteps) {

    /** Nothing was measured. */
    public static final Clocks UNKNOWN = new Clocks(null, List.of());

    /** Clocks whose file need not name steps. */
    public Clocks {
        generatorSteps = generatorSteps == null ? List.of() : List.copyOf(generatorSteps);
    }

    private static final int ROUND_TRIPS = 20;

    /**
     * A measured difference of two clocks.
     *
     * @param offsetMicros by how much the second is ahead of the first
     * @param errorMicros the most that this may be wrong by, either way
     */
    public record Offset(long offsetMicros, long errorMicros) {

        /** That of a clock that said {@code theirs} somewhere between {@code before} and {@code after} of the other. */
        public static Offset within(Instant before, Instant theirs, Instant after) {
            Duration half = Duration.between(before, after).dividedBy(2);
            return new Offset(ChronoUnit.MICROS.between(before.plus(half), theirs), half.toNanos() / 1_000 + 1);
        }
    }

    /** The same for a generator whose own clock is {@code ahead} of that by which these were measured. */
    public Clocks seenBy(Offset ahead) {
        return generatorToDatabase == null
                ? this
                : new Clocks(
                        new Offset(
                                generatorToDatabase.offsetMicros - ahead.offsetMicros,
                                generatorToDatabase.errorMicros + ahead.errorMicros),
                        generatorSteps);
    }

    /**
     * Asks {@code database} for its time, and takes the answer that came fastest: its clock was read somewhere within that
     * round trip, so half of it is the error (Cristian 1989).
     */
    public static Clocks measure(DataSource database) throws SQLException {
        Offset best = null;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < ROUND_TRIPS; i++) {
                Offset offset = roundTrip(statement);
                best = best == null || offset.errorMicros() < best.errorMicros() ? offset : best;
            }
        }
        return new Clocks(best, List.of());
    }

    /** These clocks, of which the generator's was set as {@code steps} say. */
    public Clocks with(List<SteadyClock.Step> steps) {
        return new Clocks(generatorToDatabase, steps);
    }

    /** What a reader of the run's times must know: a line each time that the generator's clock was set. */
    public List<String> notes() {
        return generatorSteps.stream()
                .map(step -> String.format(
                        Locale.ROOT,
                        "! the generator's wall clock was set by %+,.3f s at %s: times of sending go on as if it had not been,"
                                + " those of all else on its machine do not",
                        step.micros() / 1e6,
                        step.at()))
                .toList();
    }

    /** By how many microseconds the database's clock was ahead of the generator's; 0 where that was not measured. */
    public long databaseAheadMicros() {
        return generatorToDatabase == null ? 0 : generatorToDatabase.offsetMicros;
    }

    private static Offset roundTrip(Statement statement) throws SQLException {
        Instant before = Instant.now();
        try (ResultSet answer = statement.executeQuery("SELECT UTC_TIMESTAMP(6)")) {
            answer.next();
            Instant after = Instant.now();
            return Offset.within(
                    before, answer.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC), after);
        }
    }

    /**
     * The clocks of {@code file}, or {@link #UNKNOWN} where there is no such file.
     *
     * @throws BadInputException where it says something else
     */
    public static Clocks read(Path file) {
        return JsonFile.read(file, Clocks.class, "clocks").orElse(UNKNOWN);
    }

    /** Writes it to {@code file}. */
    public void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }
}
