package io.github.argometer.loadtest.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.loadtest.analyse.files.RunFiles;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.loadtest.analyse.statistics.Distribution;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where people write other digits, DuckDB is still asked in its own. */
class LocaleTest {

    private final Locale own = Locale.getDefault();

    @AfterEach
    void asBefore() {
        Locale.setDefault(own);
    }

    @Test
    void aRunIsAnalysedAlike(@TempDir Path folder) throws IOException {
        RunFiles files = new RunFixture(3, 2, 0)
                .accepted("sqs", 0, true, 0)
                .row("sqs", 0, 0, 10_000, 1)
                .attempt("sqs", 1, true, 0, 0, 1, "unknown")
                .attempt("sqs", 1, true, 0, 500, 2, "accepted")
                .row("sqs", 1, 500, 31_000, 1)
                .in(folder);
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));

        Analysis analysis = Analysis.of(files, new Analysis.Options("", Duration.ofDays(1), Optional.of(folder), true));

        Distribution delay = analysis.channels().get(0).statistics().delay();
        assertThat(new long[] {delay.count(), delay.min(), delay.max()}).containsExactly(2, 10_000, 30_500);
        assertThat(analysis.channels().get(0).counts().count(Fate.NEVER_SENT)).isEqualTo(1);
    }
}
