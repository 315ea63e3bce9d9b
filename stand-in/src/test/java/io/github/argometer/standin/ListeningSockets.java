package io.github.argometer.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP sockets that processes listen at, as Linux knows them. */
final class ListeningSockets {

    private static final String LISTENING = "0A";
    private static final Set<String> LOOPBACK = Set.of(
            "0100007F", // 127.0.0.1
            "0000000000000000FFFF00000100007F", // the same, by IPv6
            "00000000000000000000000001000000"); // ::1

    private ListeningSockets() {}

    /** Each as its local address and port in hexadecimal digits. */
    static List<String> of(List<ProcessHandle> processes) throws IOException {
        Set<String> own = new HashSet<>();
        for (ProcessHandle process : processes) {
            try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
                for (Path file : files.toList()) {
                    try {
                        own.add(Files.readSymbolicLink(file).toString());
                    } catch (NoSuchFileException e) {
                        // closed since
                    }
                }
            }
        }
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.trim().split("\\s+");
                if (fields[3].equals(LISTENING) && own.contains("socket:[%s]".formatted(fields[9]))) {
                    sockets.add(fields[1]);
                }
            }
        }
        return sockets;
    }

    /** Whether others on the network cannot reach it. */
    static boolean isLoopback(String socket) {
        return LOOPBACK.contains(socket.substring(0, socket.indexOf(':')));
    }
}
