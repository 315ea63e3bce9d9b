package io.github.argometer.loadtest.run;

import java.io.PrintStream;

/** Shows on stderr how far a run is. */
interface Progress extends AutoCloseable {

    /** Shows {@code now}; called about once a second. */
    void show(Snapshot now);

    @Override
    void close();

    /** Bars on a terminal, a line every few seconds elsewhere. */
    static Progress on(PrintStream err) {
        boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
        return terminal ? new ProgressBars() : new ProgressLines(err);
    }
}
