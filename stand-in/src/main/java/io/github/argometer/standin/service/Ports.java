package io.github.argometer.standin.service;

import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.util.function.ThrowingFunction;

/** Ports of this machine: any free ones, or one after the other from the user's choice. */
public final class Ports {

    /** The highest first port that leaves room for the others. */
    public static final int LAST = 65_500;

    /** Another process may take a free port before the server that it was chosen for does. */
    private static final int ATTEMPTS = 3;

    private final Map<Integer, String> taken = new LinkedHashMap<>();
    private int next;

    private Ports(int first) {
        this.next = first;
    }

    /**
     * Makes {@code attempt}, again with other ports where another process has taken one meanwhile.
     *
     * @param first port to hand out, which makes for one attempt; 0 for any free ones
     * @param attempt starts servers at ports that it takes, and calls {@link #settle} once all of them run; where it fails, it has
     *     closed all of them again
     * @throws BadInputException naming the port where that does not help
     */
    public static <T> T attempt(int first, ThrowingFunction<Ports, T, Exception> attempt) throws Exception {
        for (int i = 1; ; i++) {
            Ports ports = new Ports(first);
            try {
                return attempt.apply(ports);
            } catch (Exception e) {
                Optional<String> lost = ports.lost(e);
                if (lost.isEmpty()) {
                    throw e;
                }
                if (first > 0 || i == ATTEMPTS) {
                    throw new BadInputException(lost.get() + "; choose other ports with --port", e);
                }
                System.err.println(lost.get() + ": trying others");
            }
        }
    }

    /**
     * A port for {@code service}.
     *
     * @throws BadInputException where it is in use
     */
    public int take(String service) {
        int wanted = next == 0 ? 0 : next++;
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            taken.put(socket.getLocalPort(), service);
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BadInputException(
                    "port %d, for %s: %s; choose other ports with --port".formatted(wanted, service, e.getMessage()),
                    e);
        }
    }

    /** All servers listen: what fails from now on is not for want of a port. */
    public void settle() {
        taken.clear();
    }

    /** Which port another process has; by now it may have given it back, and only {@code failure} tells. */
    private Optional<String> lost(Exception failure) {
        Optional<String> held = taken.entrySet().stream()
                .filter(entry -> isHeld(entry.getKey()))
                .map(entry ->
                        "port %d, for %s: another process has taken it".formatted(entry.getKey(), entry.getValue()))
                .findFirst();
        return held.isEmpty() && !taken.isEmpty() && failure instanceof BindException
                ? Optional.of("a port: " + failure.getMessage())
                : held;
    }

    private static boolean isHeld(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
