package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One count of a report. Those that should be 0 are judged, and more of them is worse. The others are plan (planned, expected,
 * warm-up), or tell nothing that those do not, or are as they happen to be (recovered): they are only shown.
 *
 * @param name as outputs say it
 * @param number how many
 * @param of how many messages it may be of; null for a count that is not judged
 * @param open whether it may be more than these
 * @param fromRows whether it is known though a send ledger is missing
 */
record Count(
        String name,
        ToLongFunction<ChannelCounts> number,
        ToLongFunction<ChannelCounts> of,
        boolean open,
        boolean fromRows) {

    private static final ToLongFunction<ChannelCounts> ROWS =
            counts -> counts.count(Fate.DELIVERED) + counts.count(Fate.WRONGLY_PASSED) + counts.count(Fate.ALTERED);

    /** All counts of a channel. */
    static final List<Count> ALL = all();

    boolean judged() {
        return of != null;
    }

    private static List<Count> all() {
        List<Count> all = new ArrayList<>();
        all.add(known("unexpected", ChannelCounts::unexpected, ChannelCounts::planned, true));
        all.add(bad("missing", ChannelCounts::missing, ChannelCounts::expected));
        all.add(bad("lost", ChannelCounts::lost, ChannelCounts::expected));
        all.add(bad("undecided", ChannelCounts::undecided, ChannelCounts::expected));
        all.add(bad("failed", ChannelCounts::failed, ChannelCounts::planned));
        all.add(bad("of unknown outcome", ChannelCounts::unknown, ChannelCounts::planned));
        all.add(bad("retried", ChannelCounts::retried, ChannelCounts::planned));
        all.add(known("duplicated", ChannelCounts::duplicated, ROWS, false));
        all.add(known("late", ChannelCounts::late, ROWS, false));
        all.add(known("of a foreign sent time", ChannelCounts::foreignStamps, ROWS, false));
        for (Fate fate : Fate.values()) {
            if (fate == Fate.WRONGLY_PASSED) {
                all.add(known(
                        fate.label(),
                        counts -> counts.count(fate),
                        counts -> counts.planned() - counts.expected(),
                        false));
            } else if (fate == Fate.ALTERED) {
                all.add(known(fate.label(), counts -> counts.count(fate), ROWS, false));
            } else if (fate.good()) {
                all.add(shown(fate.label(), counts -> counts.count(fate)));
            } else {
                all.add(bad(fate.label(), counts -> counts.count(fate), ChannelCounts::planned));
            }
        }
        all.add(shown("planned", ChannelCounts::planned));
        all.add(shown("expected", ChannelCounts::expected));
        all.add(shown("warm-up", ChannelCounts::warmUp));
        all.add(shown("accepted", ChannelCounts::accepted));
        all.add(shown("recorded", ChannelCounts::recorded));
        all.add(shown("recovered", ChannelCounts::recovered));
        all.add(shown("retries", ChannelCounts::retries));
        all.add(shown("duplicates", ChannelCounts::duplicates));
        all.add(shown("extra deliveries", ChannelCounts::extraDeliveries));
        return List.copyOf(all);
    }

    private static Count bad(String name, ToLongFunction<ChannelCounts> number, ToLongFunction<ChannelCounts> of) {
        return new Count(name, number, of, false, false);
    }

    private static Count known(
            String name, ToLongFunction<ChannelCounts> number, ToLongFunction<ChannelCounts> of, boolean open) {
        return new Count(name, number, of, open, true);
    }

    private static Count shown(String name, ToLongFunction<ChannelCounts> number) {
        return new Count(name, number, null, true, true);
    }
}
