package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.loadtest.analyse.loss.Fate;
import io.github.argometer.plan.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * One count of a report. Those that should be 0 are judged, and more of them is worse. The others are plan (planned, expected,
 * warm-up), or tell nothing that those do not, or are as they happen to be (recovered): they are only shown.
 *
 * @param name as outputs say it
 * @param number how many
 * @param of how many messages it may be of; null for a count that is not judged
 * @param open whether it may be more than these
 * @param fromRows whether it is known though a send ledger is missing
 * @param sending whether it is of sending, and so the same in each flow of a channel
 */
record CountFigure(
        String name,
        ToLongFunction<ChannelCounts> number,
        ToLongFunction<ChannelCounts> of,
        boolean open,
        boolean fromRows,
        boolean sending) {

    private static final ToLongFunction<ChannelCounts> ROWS =
            counts -> counts.count(Fate.DELIVERED) + counts.count(Fate.WRONGLY_PASSED) + counts.count(Fate.ALTERED);

    /** All counts of a flow. */
    static final List<CountFigure> ALL = all();

    /** The change of it in the flow {@code label} from one side's runs to the other's, whose interval fails with the probability {@code level}. */
    Change change(String label, List<ChannelSample> first, List<ChannelSample> second, double level) {
        String channel = sending ? Flow.of(label).channel().label() : label;
        long[] before = numbers(first, number);
        long[] after = numbers(second, number);
        String why = whyNot(first, second);
        if (!why.isEmpty()) {
            return Change.ofCount(channel, name, before, after, why);
        }
        long[] of1 = numbers(first, of);
        long[] of2 = numbers(second, of);
        return Change.ofShare(
                channel, name, before, of1, after, of2, Shares.difference(before, of1, after, of2, open, level));
    }

    /** Why it is not judged; "" where it is. */
    String whyNot(List<ChannelSample> first, List<ChannelSample> second) {
        if (of == null) {
            return "as the plan and the rows have it";
        }
        if (!fromRows
                && Stream.concat(first.stream(), second.stream())
                        .anyMatch(run -> run.counts().count(Fate.LEDGER_MISSING) > 0)) {
            return "a send ledger is missing";
        }
        return Change.sum(numbers(first, number)) + Change.sum(numbers(second, number)) == 0 ? Change.NONE : "";
    }

    private static long[] numbers(List<ChannelSample> runs, ToLongFunction<ChannelCounts> what) {
        return runs.stream().mapToLong(run -> what.applyAsLong(run.counts())).toArray();
    }

    private static List<CountFigure> all() {
        List<CountFigure> all = new ArrayList<>();
        all.add(known("unexpected", ChannelCounts::unexpected, ChannelCounts::planned, true));
        all.add(bad("missing", ChannelCounts::missing, ChannelCounts::expected));
        all.add(bad("lost", ChannelCounts::lost, ChannelCounts::expected));
        all.add(bad("undecided", ChannelCounts::undecided, ChannelCounts::expected));
        all.add(sent("failed", ChannelCounts::failed, ChannelCounts::planned));
        all.add(sent("of unknown outcome", ChannelCounts::unknown, ChannelCounts::planned));
        all.add(sent("retried", ChannelCounts::retried, ChannelCounts::planned));
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
            } else if (fate == Fate.NEVER_SENT) {
                all.add(sent(fate.label(), counts -> counts.count(fate), ChannelCounts::planned));
            } else {
                all.add(bad(fate.label(), counts -> counts.count(fate), ChannelCounts::planned));
            }
        }
        all.add(shown("planned", ChannelCounts::planned).ofSending());
        all.add(shown("expected", ChannelCounts::expected));
        all.add(shown("warm-up", ChannelCounts::warmUp).ofSending());
        all.add(shown("accepted", ChannelCounts::accepted).ofSending());
        all.add(shown("recorded", ChannelCounts::recorded));
        all.add(shown("recovered", ChannelCounts::recovered));
        all.add(shown("retries", ChannelCounts::retries).ofSending());
        all.add(shown("duplicates", ChannelCounts::duplicates));
        all.add(shown("extra deliveries", ChannelCounts::extraDeliveries));
        return List.copyOf(all);
    }

    private static CountFigure bad(
            String name, ToLongFunction<ChannelCounts> number, ToLongFunction<ChannelCounts> of) {
        return new CountFigure(name, number, of, false, false, false);
    }

    private static CountFigure sent(
            String name, ToLongFunction<ChannelCounts> number, ToLongFunction<ChannelCounts> of) {
        return bad(name, number, of).ofSending();
    }

    private static CountFigure known(
            String name, ToLongFunction<ChannelCounts> number, ToLongFunction<ChannelCounts> of, boolean open) {
        return new CountFigure(name, number, of, open, true, false);
    }

    private static CountFigure shown(String name, ToLongFunction<ChannelCounts> number) {
        return new CountFigure(name, number, null, true, true, false);
    }

    private CountFigure ofSending() {
        return new CountFigure(name, number, of, open, fromRows, true);
    }
}
