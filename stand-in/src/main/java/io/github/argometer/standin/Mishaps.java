package io.github.argometer.standin;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong in the stand-ins' threads, all of which run through here. An exception, or a stack that one message's
 * depth has filled, costs that message, as in Argo Events; it is logged, counted and reported. Any other error ends the
 * run: whoever asks finds it as {@link #failure()}.
 */
public final class Mishaps {

    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);
    private static final int LONGEST_REASON = 300;

    private final Map<String, Lost> lost = new TreeMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private String failure;

    private record Lost(int events, String last) {}

    /** What a thread does. */
    public interface Work {
        /** Does it; an exception costs no more than this piece of work. */
        void run() throws Exception;
    }

    /** Handles one message at {@code where}, such as {@code sensor sns-http}: what it throws costs this message. */
    public void message(String where, Work work) throws InterruptedException {
        try {
            work.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            lost(where, e);
        }
    }

    /** A thread, or a task of one, at {@code where}: what it throws, but for an interrupt, ends the run. */
    public Runnable thread(String where, Work work) {
        return () -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            } catch (Throwable e) {
                failed(where, e);
            }
        };
    }

    /** A server's {@code handler} at {@code where}: what it throws costs its request, which is answered with 500. */
    public HttpHandler handler(String where, HttpHandler handler) {
        return exchange -> thread(
                        where,
                        () -> message(where, () -> {
                            try {
                                handler.handle(exchange);
                            } catch (IOException e) {
                                LOG.debug("local stand-in, {}: the caller is gone", where, e);
                            } finally {
                                if (exchange.getResponseCode() < 0) {
                                    exchange.sendResponseHeaders(500, -1);
                                }
                                exchange.close();
                            }
                        }))
                .run();
    }

    /** An event, or what was made of it, ends at {@code where}. */
    public void lost(String where, Throwable why) {
        String reason = String.valueOf(why.getMessage() == null || !isOurs(why) ? why.toString() : why.getMessage());
        String line = reason.lines().findFirst().orElse("");
        lost(where, line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line);
        LOG.debug("local stand-in, {}", where, why);
    }

    /** An event, or what was made of it, ends at {@code where}. */
    public synchronized void lost(String where, String reason) {
        LOG.warn("local stand-in, {}: an event is lost: {}", where, reason);
        lost.merge(where, new Lost(1, reason), (before, now) -> new Lost(before.events() + 1, now.last()));
    }

    /** Calls {@code listener} once the run cannot go on. */
    public synchronized void onFailure(Runnable listener) {
        listeners.add(listener);
        if (failure != null) {
            listener.run();
        }
    }

    /** Where the run could not go on, and why; most runs have none. */
    public synchronized Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** A line a place at which events were lost, for the report. */
    public synchronized List<String> lines() {
        return lost.entrySet().stream()
                .map(entry -> "The local stand-in lost %s at %s, the last because: %s"
                        .formatted(
                                entry.getValue().events() == 1
                                        ? "1 event"
                                        : entry.getValue().events() + " events",
                                entry.getKey(),
                                entry.getValue().last()))
                .toList();
    }

    private synchronized void failed(String where, Throwable why) {
        LOG.error("local stand-in, {}: it ends", where, why);
        if (failure == null) {
            failure = "%s: %s".formatted(where, why);
            listeners.forEach(Runnable::run);
        }
    }

    private static boolean isOurs(Throwable why) {
        return why.getClass().getName().startsWith("io.github.argometer.");
    }
}
