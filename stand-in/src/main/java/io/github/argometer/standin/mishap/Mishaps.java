package io.github.argometer.standin.mishap;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong in the stand-ins' threads, all of which run through here. An exception, or a stack that one message's
 * depth has filled, costs that message, as in Argo Events; it is logged, counted and reported. Any other error ends the
 * run, and is kept as {@link #failure()}.
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

    /** Handles one message at {@code where}, such as {@code sensor argometer-http}: what it throws costs this message. */
    public void message(String where, Work work) throws InterruptedException {
        try {
            work.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            lost(where, reason(e));
            LOG.debug("local stand-in, {}", where, e);
        }
    }

    /** A step of a route whose errors reach {@code onException} like its exceptions; Camel lets them end the thread. */
    public static Processor step(Processor work) {
        return exchange -> {
            try {
                work.process(exchange);
            } catch (Error e) {
                exchange.setException(e);
            }
        };
    }

    /**
     * For a route's {@code onException}: what it caught at {@code where} costs this message. Whatever a context that ends
     * has interrupted is no loss of ours.
     *
     * @param first what the reason begins with, such as how often it was tried
     */
    public Processor caught(String where, String first) {
        return exchange -> {
            Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            Throwable why = thrown instanceof CamelExecutionException ? thrown.getCause() : thrown;
            if (exchange.getContext().isStopping() || exchange.getContext().isStopped()) {
                LOG.debug("local stand-in, {}: it ends", where, why);
            } else if (why instanceof Exception || why instanceof StackOverflowError) {
                lost(where, first + reason(why));
                LOG.debug("local stand-in, {}", where, why);
            } else {
                failed(where, why);
            }
        };
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

    /** What cannot be borne by {@code where}: the run cannot go on. */
    public synchronized void failed(String where, Throwable why) {
        LOG.error("local stand-in, {}: it ends", where, why);
        if (failure == null) {
            failure = "%s: %s".formatted(where, why);
            listeners.forEach(Runnable::run);
        }
    }

    private static String reason(Throwable why) {
        boolean ours = why.getClass().getName().startsWith("io.github.argometer.");
        String reason = ours && why.getMessage() != null ? why.getMessage() : why.toString();
        String line = reason.lines().findFirst().orElse("");
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }
}
