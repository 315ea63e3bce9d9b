package io.github.argometer.loadtest.run;

import io.github.argometer.loadtest.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.ToIntBiFunction;
import org.jline.utils.Signals;

/**
 * How the process ends: by the command's end, by a signal (SIGINT, SIGTERM, SIGHUP), or by an error in any thread, and in a
 * bounded time. The first signal ends a command that has not asked for {@link #requested()} at once; one that has sees it
 * open, finishes what it has, and only then does the process end. A second signal ends it at once.
 */
public final class Interrupt {

    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
    /** For a command to finish after a signal, at least. */
    private static final long PATIENCE_S = 120;
    /** Beside the longest wait of a command itself. */
    private static final long MORE_S = 60;
    /** For shutdown hooks and threads that hang. */
    private static final long LAST_S = 5;

    /** What is left to do by hand where the process ends before the command has done it, each a line on stderr. */
    private static final Set<String> UNDONE = new CopyOnWriteArraySet<>();

    /** Signals are the process's, not an object's. */
    private static volatile Interrupt listening;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger signal = new AtomicInteger();
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private volatile long patience = PATIENCE_S;
    private volatile boolean orderly;
    private volatile boolean failed;
    private volatile int code = ExitCode.UNFORESEEN;

    /** Opens when the user asks for the end. A command that calls this promises to end in order when it does. */
    public CountDownLatch requested() {
        orderly = true;
        return requested;
    }

    /** Waits longer for the end of a command that itself waits for {@code longest} for something to end. */
    public void allow(Duration longest) {
        patience = Math.max(PATIENCE_S, longest.toSeconds() + MORE_S);
    }

    /** Should the process end before {@link #done}, the user is told {@code line}. */
    static void undone(String line) {
        UNDONE.add(line);
    }

    /** Takes back what {@link #undone} said. */
    static void done(String line) {
        UNDONE.remove(line);
    }

    /** Has {@code action} done when the user asks for the end; as with {@link #requested()}, the command then ends in order. */
    public void onRequest(Runnable action) {
        actions.add(action);
        if (requested().getCount() == 0) {
            action.run();
        }
    }

    /**
     * Runs {@code command} and ends the process with its exit code; where a signal ended it, with that of the signal instead of
     * {@link ExitCode#OK} and {@link ExitCode#NOT_READY}.
     *
     * @param report tells the user of an error that nobody caught, with "" or the thread it was in; returns the exit code
     */
    public void runAndExit(IntSupplier command, ToIntBiFunction<Throwable, String> report) {
        Thread last = new Thread(this::endAfterAll, "end"); // made while there is memory for it
        last.setDaemon(true);
        last.start();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught(thread, thrown, report));
        listen();
        int result = ExitCode.UNFORESEEN;
        try {
            result = command.getAsInt();
        } catch (Throwable thrown) {
            try {
                result = report.applyAsInt(thrown, "");
            } catch (Throwable again) {
                halt(thrown);
            }
        }
        boolean cut = signal.get() > 0 && (result == ExitCode.OK || result == ExitCode.NOT_READY);
        exit(failed ? ExitCode.UNFORESEEN : cut ? ExitCode.SIGNAL + signal.get() : result);
    }

    /** Ends the process with 70 by as little as possible, where there may be no memory for more. */
    private static void halt(Throwable thrown) {
        try {
            System.err.println("unforeseen: ".concat(thrown.getClass().getName()));
        } finally {
            halt(ExitCode.UNFORESEEN);
        }
    }

    /** Ends the process at once, and those that it started, and says what it leaves. */
    private static void halt(int result) {
        try {
            UNDONE.forEach(System.err::println);
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        } finally {
            Runtime.getRuntime().halt(result);
        }
    }

    /** Takes the signals back from a library that took them: JLine gives them to the system once it has a terminal. */
    static void takeBack() {
        Interrupt owner = listening;
        if (owner != null) {
            owner.listen();
        }
    }

    private void listen() {
        listening = this;
        SIGNALS.forEach((name, number) -> Signals.register(name, () -> signalled(number)));
    }

    private void signalled(int number) {
        if (!signal.compareAndSet(0, number)) {
            halt(ExitCode.SIGNAL + number);
        }
        if (!orderly) {
            System.err.println("interrupted");
            exit(ExitCode.SIGNAL + number);
        }
        System.err.println("interrupted: ending in order; a second signal ends at once");
        requested.countDown();
        actions.forEach(Runnable::run);
        try {
            if (!ended.await(patience, TimeUnit.SECONDS)) {
                System.err.printf("not ended in order in %d s: ended now%n", patience);
                halt(ExitCode.SIGNAL + number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An Error ends the process; after an exception the command may go on, since it can be a library's own affair. */
    private void uncaught(Thread thread, Throwable thrown, ToIntBiFunction<Throwable, String> report) {
        try {
            failed = true;
            report.applyAsInt(thrown, " in thread " + thread.getName());
        } catch (Throwable again) {
            halt(thrown);
        }
        if (thrown instanceof Error) {
            UNDONE.forEach(System.err::println); // this exit waits for no command's end
            UNDONE.clear();
            exit(ExitCode.UNFORESEEN);
        }
    }

    private void exit(int result) {
        code = result;
        ended.countDown();
        System.exit(result);
    }

    /** Ends the process once it should have ended by itself: with the code of {@link #exit}. */
    private void endAfterAll() {
        try {
            ended.await();
            TimeUnit.SECONDS.sleep(LAST_S);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        halt(code);
    }
}
