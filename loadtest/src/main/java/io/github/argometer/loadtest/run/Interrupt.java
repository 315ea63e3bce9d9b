package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.ExitCode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Lets Ctrl-C (SIGINT, SIGTERM) end a command in order: the command sees {@link #requested()} open, finishes what it has,
 * and only then does the process end.
 */
public final class Interrupt {

    private static final long PATIENCE_S = 120;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile int code = ExitCode.UNFORESEEN;

    /** Opens when the user asks for the end. */
    public CountDownLatch requested() {
        return requested;
    }

    /** Runs {@code command} and ends the process with its exit code, or with 1 instead of 0 if it was interrupted. */
    public void runAndExit(IntSupplier command) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::awaitEnd, "interrupt"));
        try {
            code = command.getAsInt();
        } finally {
            finished.countDown();
        }
        System.exit(code);
    }

    private void awaitEnd() {
        if (finished.getCount() == 0) {
            return;
        }
        requested.countDown();
        try {
            if (!finished.await(PATIENCE_S, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.UNFORESEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code == ExitCode.OK ? ExitCode.NOT_AS_EXPECTED : code);
    }
}
