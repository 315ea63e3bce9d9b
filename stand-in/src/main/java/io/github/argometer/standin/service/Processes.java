package io.github.argometer.standin.service;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All processes that a local load test has started: none outlives it. */
final class Processes implements AutoCloseable {

    /** From util-linux; it becomes the program that it is given, under the same process id. */
    static final String OWN_SESSION = "setsid";

    private static final long PATIENCE_S = 15;

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final String mark;
    private volatile boolean closed;

    /** Processes that work for {@code folder}. */
    Processes(DataFolder folder) {
        this.mark = Leftovers.mark(folder);
    }

    /** Starts {@code builder}, a Java program, in a session of its own, where Ctrl-C does not reach it: who started it ends it in order. */
    Process start(ProcessBuilder builder) throws IOException {
        builder.command().add(1, mark);
        builder.command().add(0, OWN_SESSION);
        Process process = builder.start();
        running.add(process);
        process.onExit().thenAccept(running::remove);
        if (closed) {
            process.destroyForcibly();
        }
        return process;
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(Process::destroy);
        for (Process process : running) {
            try {
                process.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
