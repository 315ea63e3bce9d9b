package io.github.argometer.standin.service;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be closed, the last first; all of it, whatever goes wrong with one. */
final class Closing implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Returns {@code resource}, which from now on is closed with this. */
    synchronized <T extends AutoCloseable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        IllegalStateException trouble = new IllegalStateException("a local service did not end well");
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                trouble.addSuppressed(e);
            }
        }
        if (trouble.getSuppressed().length > 0) {
            throw trouble;
        }
    }
}
