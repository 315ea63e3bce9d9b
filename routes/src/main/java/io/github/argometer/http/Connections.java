package io.github.argometer.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The open connections of a server. One without a whole request's head is closed when its time is over, or at once where
 * another one needs its place: a client that sends nothing keeps nobody out.
 */
final class Connections implements Handler<HttpConnection> {

    private final int most;
    private final long patienceNs;
    private final Admission admission;
    private final Set<HttpConnection> busy = new HashSet<>();

    /** Since when, by {@link System#nanoTime()}, each has waited for its request; the longest first. */
    private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();

    Connections(int most, int patienceMs, Admission admission) {
        this.most = most;
        patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
        this.admission = admission;
    }

    /** A connection was opened. */
    @Override
    public void handle(HttpConnection connection) {
        if (!open(connection)) {
            connection.close();
            return;
        }
        admission.watch(connection, this);
        connection.closeHandler(closed -> {
            admission.forget(connection);
            remove(connection);
        });
    }

    /** Whether there is a place for {@code connection}, if need be that of the one that has waited longest. */
    private boolean open(HttpConnection connection) {
        HttpConnection eldest = null;
        synchronized (this) {
            if (busy.size() + waiting.size() >= most) {
                if (waiting.isEmpty()) {
                    return false;
                }
                eldest = waiting.keySet().iterator().next();
                waiting.remove(eldest);
            }
            waiting.put(connection, System.nanoTime());
        }
        if (eldest != null) {
            eldest.close();
        }
        return true;
    }

    /** The head of a request is here. */
    synchronized void begin(HttpConnection connection) {
        if (waiting.remove(connection) != null) {
            busy.add(connection);
        }
    }

    /** The request is answered, and the connection waits for the next. */
    synchronized void end(HttpConnection connection) {
        if (busy.remove(connection)) {
            waiting.put(connection, System.nanoTime());
        }
    }

    /** Closes those whose time is over. */
    void closeIdle() {
        List<HttpConnection> idle = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            for (Iterator<Map.Entry<HttpConnection, Long>> each =
                            waiting.entrySet().iterator();
                    each.hasNext(); ) {
                Map.Entry<HttpConnection, Long> next = each.next();
                if (now - next.getValue() < patienceNs) {
                    break;
                }
                idle.add(next.getKey());
                each.remove();
            }
        }
        idle.forEach(HttpConnection::close);
    }

    private synchronized void remove(HttpConnection connection) {
        busy.remove(connection);
        waiting.remove(connection);
    }
}
