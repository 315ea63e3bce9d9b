package io.github.argometer.export;

import java.nio.file.Path;
import java.util.Locale;

/** The database has no row of a run, or of a selection of it, that should have some. */
public final class NoRowsException extends Exception {

    NoRowsException(String runId, Selection selection, Path file) {
        super(String.format(
                Locale.ROOT, "the database has no row of run %s%s; %s is left as it is", runId, selection, file));
    }
}
