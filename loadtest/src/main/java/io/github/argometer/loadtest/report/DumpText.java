package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Dump;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The delays of a dump as lines of text. */
public final class DumpText {

    private static final Duration FINE = Duration.ofMillis(1);

    private DumpText() {}

    /** Prints {@code dump} to {@code out}; a ~ stands before what is not known to the millisecond. */
    public static void print(PrintWriter out, Dump dump) {
        out.print(dump.file() + "\n(only rows: what was sent and did not arrive, a dump cannot tell)\n");
        dump.notes().forEach(note -> out.print("(" + note + ")\n"));
        StringBuilder head = new StringBuilder("\n%-24s".formatted("created − event time, ms"));
        dump.delays().keySet().forEach(type -> head.append("%13s".formatted(type)));
        out.print(head + "\n");
        Map<String, String> first =
                Figures.of(dump.delays().values().iterator().next().delay());
        for (String label : first.keySet()) {
            StringBuilder line = new StringBuilder("%-24s".formatted("  " + label));
            dump.delays()
                    .values()
                    .forEach(delays -> line.append("%13s"
                            .formatted(known(
                                    dump, label, Figures.of(delays.delay()).get(label)))));
            out.print(line + "\n");
        }
        out.print(dump.resolutions().entrySet().stream()
                .map(column -> "%s is known to %s ms".formatted(column.getKey(), milliseconds(column.getValue())))
                .collect(Collectors.joining(", ", "(", "")));
        out.print(
                dump.resolution().compareTo(FINE) >= 0
                        ? ": each delay may be wrong by up to %s ms)\n".formatted(milliseconds(dump.resolution()))
                        : ")\n");
        dump.delays().forEach((type, delays) -> {
            out.print("\n%s: created − event time, ms (rows)\n".formatted(type));
            Figures.lines(delays.histogram()).forEach(line -> out.print(line.stripTrailing() + "\n"));
        });
        out.flush();
    }

    private static String known(Dump dump, String label, String figure) {
        boolean count = label.equals("n") || label.startsWith("negative") || figure.startsWith("n <");
        return dump.resolution().compareTo(FINE) > 0 && !count ? "~" + figure : figure;
    }

    private static String milliseconds(Duration duration) {
        return duration.compareTo(FINE) < 0
                ? BigDecimal.valueOf(duration.toNanos(), 6).stripTrailingZeros().toPlainString()
                : Figures.text("%,d", duration.toMillis());
    }
}
