package io.github.argometer.loadtest.run;

import io.github.argometer.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that has started another one, leaves something undone, and never ends by itself. */
public final class HangingRun {

    private HangingRun() {}

    /** With "error", a thread of it dies of an Error; with "write FILE", it writes that and ends at the first signal. */
    public static void main(String... args) {
        Interrupt interrupt = new Interrupt();
        if (args.length == 2) {
            interrupt.runAndExit(() -> write(Path.of(args[1])), (thrown, where) -> 70);
        }
        interrupt.requested();
        Interrupt.undone("Job j may still send");
        Interrupt.undone("Job k may still send");
        Interrupt.done("Job k may still send");
        interrupt.runAndExit(() -> hang(args.length > 0), (thrown, where) -> 70);
    }

    private static int hang(boolean fails) {
        try {
            System.out.println(new ProcessBuilder("sleep", "120").start().pid());
            if (fails) {
                new Thread(HangingRun::fail).start();
            }
            new CountDownLatch(1).await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static int write(Path file) {
        try {
            WholeFile.write(file, part -> hang(false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    private static void fail() {
        throw new StackOverflowError();
    }
}
