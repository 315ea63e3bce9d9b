package io.github.argometer.loadtest.compare;

import io.github.argometer.loadtest.analyse.ChannelSample;
import io.github.argometer.plan.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares two sides, the second with the first; each is a run or several of one plan. Intervals hold all together with a certainty
 * of 95 %: half of the remaining 5 % is for the delays, half for the counts (all of it where there are only the ones), and of <i>m</i>
 * figures of a half each has an <i>m</i>-th (Bonferroni), so that two equal sides differ in no figure at all in 95 of 100 cases or
 * more. Counts that are 0 on both sides take no part: that is known from both sides together, which tells nothing of their difference.
 *
 * <p>With one run a side, the messages of these two runs are all that the intervals know of; what differs from run to run is not in
 * them. Nor is a drift over more than a fifth of the run that noise covers: one run cannot show it. And counts are judged as if each
 * message were lost, late or delivered twice independently of the others. With several runs a side, the run is the unit, and the
 * intervals hold for runs like these.
 *
 * @param perRun whether each side has several runs
 * @param changes a line each, flow by flow, those that are not judged too
 * @param onlyFirst flows that the second side lacks
 * @param onlySecond flows that the first side lacks
 */
public record Comparison(boolean perRun, List<Change> changes, List<String> onlyFirst, List<String> onlySecond) {

    /** The chance that two equal sides are said to differ in anything. */
    public static final double LEVEL = 0.05;

    private static final Comparator<String> CHANNELS = Comparator.comparing(Flow::of);

    /**
     * The comparison of the flows that both sides have; the others are named.
     *
     * @param first samples by label of the flow, of each run of the first side
     * @param second those of the second; as many as one if the first has one, more than one else
     */
    public static Comparison of(List<Map<String, ChannelSample>> first, List<Map<String, ChannelSample>> second) {
        if ((first.size() == 1) != (second.size() == 1)) {
            throw new IllegalArgumentException("one run against several: " + first.size() + " and " + second.size());
        }
        List<String> all = first.get(0).keySet().stream().sorted(CHANNELS).toList();
        List<String> others = second.get(0).keySet().stream().sorted(CHANNELS).toList();
        Set<String> sentTo = new HashSet<>();
        List<Sides> channels = all.stream()
                .filter(others::contains)
                .map(channel -> new Sides(
                        channel,
                        runs(first, channel),
                        runs(second, channel),
                        CountFigure.ALL.stream()
                                .filter(count -> !count.sending()
                                        || sentTo.add(Flow.of(channel).channel() + " " + count.name()))
                                .toList()))
                .toList();
        long delays =
                channels.stream().mapToLong(sides -> sides.delays().figures()).sum();
        long counts = channels.stream().mapToLong(Sides::countsJudged).sum();
        double level = delays > 0 && counts > 0 ? LEVEL / 2 : LEVEL;
        List<Change> changes = new ArrayList<>();
        for (Sides sides : channels) {
            changes.addAll(sides.delays().changes(level / delays));
            sides.figures.forEach(
                    count -> changes.add(count.change(sides.channel, sides.first, sides.second, level / counts)));
        }
        return new Comparison(
                first.size() > 1,
                List.copyOf(changes),
                all.stream().filter(channel -> !others.contains(channel)).toList(),
                others.stream().filter(channel -> !all.contains(channel)).toList());
    }

    /** Whether anything is worse, beyond noise. */
    public boolean worse() {
        return changes.stream().anyMatch(change -> change.verdict() == Change.Verdict.WORSE);
    }

    private static List<ChannelSample> runs(List<Map<String, ChannelSample>> side, String channel) {
        return side.stream().map(run -> run.get(channel)).toList();
    }

    /**
     * One flow on both sides.
     *
     * @param figures its counts that are compared: those of sending only in the first flow of a channel
     */
    private record Sides(
            String channel, List<ChannelSample> first, List<ChannelSample> second, List<CountFigure> figures) {

        Delays delays() {
            return new Delays(channel, first, second);
        }

        long countsJudged() {
            return figures.stream()
                    .filter(count -> count.whyNot(first, second).isEmpty())
                    .count();
        }
    }
}
