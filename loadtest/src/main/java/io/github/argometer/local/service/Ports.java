package io.github.argometer.local.service;

import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of this machine: any free ones, or one after the other from the user's choice. */
public final class Ports {

    /** The highest first port that leaves room for the others. */
    public static final int LAST = 65_500;

    private int next;

    /** @param first port to hand out; 0 for any free ones */
    public Ports(int first) {
        this.next = first;
    }

    /**
     * A port for {@code service}.
     *
     * @throws BadInputException where it is in use
     */
    public int take(String service) {
        int wanted = next == 0 ? 0 : next++;
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BadInputException(
                    "port %d, for %s: %s; choose other ports with --port".formatted(wanted, service, e.getMessage()),
                    e);
        }
    }
}
