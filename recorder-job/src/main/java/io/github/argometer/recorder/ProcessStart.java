package io.github.argometer.recorder;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * When this process started, by the wall clock: now, less the process's age. Linux counts both the machine's age
 * ({@code /proc/uptime}) and the process's start ({@code /proc/self/stat}, proc(5)) in steps of 10 ms, which is the
 * resolution. Java's {@code ProcessHandle} adds the start to the boot time in whole seconds: up to a second off.
 */
final class ProcessStart {

    private static final int START_TIME = 22;
    private static final int AFTER_NAME = 3;
    private static final int MILLIS_A_TICK = 10;

    private ProcessStart() {}

    /** The start, or null where there is no such {@code /proc}. */
    static Instant time() {
        try {
            String stat = text("/proc/self/stat");
            String uptime = text("/proc/uptime");
            return start(stat, uptime, Instant.now());
        } catch (IOException e) {
            return null; // not Linux: nothing hangs on it but a column
        }
    }

    /** The start by the contents of the two files, read at {@code now}. */
    static Instant start(String stat, String uptime, Instant now) {
        // The name, in parentheses, may hold anything; what follows it is numbers.
        int at = stat.lastIndexOf(')') + 2;
        for (int field = AFTER_NAME; field < START_TIME; field++) {
            at = stat.indexOf(' ', at) + 1;
        }
        long started = Long.parseLong(stat, at, stat.indexOf(' ', at), 10);
        int point = uptime.indexOf('.');
        long up = Long.parseLong(uptime, 0, point, 10) * 100 + Long.parseLong(uptime, point + 1, point + 3, 10);
        return now.minusMillis((up - started) * MILLIS_A_TICK);
    }

    private static String text(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] bytes = new byte[1024];
            return new String(bytes, 0, in.read(bytes), StandardCharsets.ISO_8859_1);
        }
    }
}
