package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Dump;
import java.io.PrintWriter;
import java.util.Map;

/** The delays of a dump as lines of text. */
public final class DumpText {

    private DumpText() {}

    /** Prints {@code dump} to {@code out}. */
    public static void print(PrintWriter out, Dump dump) {
        out.print(dump.file() + "\n(rows alone: what was sent and did not arrive, a dump cannot tell)\n\n");
        StringBuilder head = new StringBuilder("%-24s".formatted("created − event time, ms"));
        dump.delays().keySet().forEach(type -> head.append("%13s".formatted(type)));
        out.print(head + "\n");
        Map<String, String> first =
                Figures.of(dump.delays().values().iterator().next().delay());
        for (String label : first.keySet()) {
            StringBuilder line = new StringBuilder("%-24s".formatted("  " + label));
            dump.delays()
                    .values()
                    .forEach(delays -> line.append(
                            "%13s".formatted(Figures.of(delays.delay()).get(label))));
            out.print(line + "\n");
        }
        dump.delays().forEach((type, delays) -> {
            out.print("\n%s: created − event time, ms (rows)\n".formatted(type));
            HistogramText.lines(delays.histogram()).forEach(line -> out.print(line.stripTrailing() + "\n"));
        });
        out.flush();
    }
}
