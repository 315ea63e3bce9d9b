package io.github.argometer.loadtest.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.Counted;
import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelCounts;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.loss.Fate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run's figures amount to.
 *
 * @param findings a line each, flow by flow
 * @param thresholds what each limit came to; their findings are among {@code findings}
 */
public record Verdict(List<Finding> findings, List<Threshold.Judged> thresholds) {

    /** What can be wrong with a message though it is not lost, or though nobody knows whether it is. */
    private static final Set<Fate> NO_LOSS = EnumSet.of(Fate.WRONGLY_PASSED, Fate.ALTERED, Fate.LEDGER_MISSING);

    /** What a finding means for the run. */
    public enum Level {
        /** As it should be. */
        @JsonProperty("good")
        GOOD,
        /** Worth knowing; the run passes all the same. */
        @JsonProperty("note")
        NOTE,
        /** The run fails. */
        @JsonProperty("bad")
        BAD
    }

    /**
     * One line of a verdict.
     *
     * @param level what it means for the run
     * @param text the line, without a mark
     */
    public record Finding(Level level, String text) {

        static Finding good(String text, Object... values) {
            return new Finding(Level.GOOD, Figures.text(text, values));
        }

        static Finding note(String text, Object... values) {
            return new Finding(Level.NOTE, Figures.text(text, values));
        }

        static Finding bad(String text, Object... values) {
            return new Finding(Level.BAD, Figures.text(text, values));
        }
    }

    /**
     * The verdict on {@code analysis}, which passes if nothing is unexplained and all {@code thresholds} hold. What one of them allows to
     * fail or be lost is worth a note only, and so are events that Argo Events joins with others, and lets later ones overtake.
     */
    public static Verdict of(Analysis analysis, Thresholds thresholds) {
        List<Finding> findings = new ArrayList<>();
        for (ChannelResult result : analysis.channels()) {
            boolean lossesAllowed = lossesAllowed(result, thresholds);
            List<ChannelResult> together = analysis.channels().stream()
                    .filter(other -> other.flow().channel().equals(result.flow().channel()))
                    .toList();
            if (together.get(0) == result) {
                findings.add(sent(together, thresholds.allow(together, "failed")));
            }
            findings.add(arrived(result, lossesAllowed));
            troubles(result, lossesAllowed).forEach(findings::add);
            findings.add(unexpected(result));
            findings.add(duplicates(result, thresholds.failOnDuplicates()));
            flags(result, findings);
            clocks(result, findings);
            Report.waiting(analysis, result).ifPresent(text -> findings.add(Finding.note("%s", text)));
        }
        List<Threshold.Judged> judged = thresholds.judge(analysis);
        judged.forEach(threshold -> findings.add(threshold.finding()));
        return new Verdict(List.copyOf(findings), judged);
    }

    /** Whether nothing is bad. */
    public boolean passed() {
        return findings.stream().noneMatch(finding -> finding.level() == Level.BAD);
    }

    /** A limit on lost messages says nothing of those that are missing for another reason. */
    private static boolean lossesAllowed(ChannelResult result, Thresholds thresholds) {
        ChannelCounts counts = result.counts();
        return thresholds.allow(List.of(result), "missing")
                || thresholds.allow(List.of(result), "lost") && counts.missing() == counts.lost();
    }

    /** What was sent to a channel: the same in each of its flows. */
    private static Finding sent(List<ChannelResult> flows, boolean failuresAllowed) {
        ChannelResult result = flows.get(0);
        ChannelCounts counts = result.counts();
        long recovered =
                flows.stream().mapToLong(flow -> flow.counts().recovered()).sum();
        long unsent = counts.count(Fate.NEVER_SENT);
        String text = Figures.text(
                "%s  %,d of %,d messages accepted%s",
                result.flow().channel(),
                counts.accepted(),
                counts.planned(),
                listed(counts.failed(), "failed")
                        + listed(counts.unknown(), "of unknown outcome")
                        + listed(unsent, "never sent"));
        boolean nothingKnown = counts.accepted() + recovered == 0; // what is filtered may never have been there
        boolean bad = counts.failed() > 0 && !failuresAllowed || unsent > 0 || nothingKnown;
        return bad
                ? Finding.bad("%s", text)
                : counts.unknown() + counts.failed() > 0 ? Finding.note("%s", text) : Finding.good("%s", text);
    }

    private static Finding arrived(ChannelResult result, boolean allowed) {
        ChannelCounts counts = result.counts();
        String text = Figures.text(
                "%s  %,d of %,d expected rows recorded", result.channel(), counts.arrived(), counts.expected());
        long overtaken = counts.count(Fate.OVERTAKEN);
        if (counts.missing() == overtaken) {
            return overtaken == 0 ? Finding.good("%s", text) : Finding.note("%s, %,d overtaken", text, overtaken);
        }
        return finding(
                allowed,
                Figures.text("%s, %,d missing (%,d accepted, then lost)", text, counts.missing(), counts.lost()));
    }

    /** A line for each wrong way that messages of {@code result} went, but for what {@link #sent} says already. */
    private static Stream<Finding> troubles(ChannelResult result, boolean lossesAllowed) {
        return result.troubles().stream()
                .filter(trouble -> trouble.fate() != Fate.NEVER_SENT && trouble.fate() != Fate.NEVER_ACCEPTED)
                .map(trouble -> finding(
                        trouble.fate() == Fate.OVERTAKEN || lossesAllowed && !NO_LOSS.contains(trouble.fate()),
                        Figures.text(
                                "%s  %,d %s%s%s",
                                result.channel(),
                                trouble.count(),
                                trouble.fate().label(trouble.count()),
                                where(trouble),
                                examples(trouble.examples(), trouble.count()))));
    }

    private static Finding finding(boolean allowed, String text) {
        return allowed ? Finding.note("%s", text) : Finding.bad("%s", text);
    }

    private static String where(ChannelResult.Trouble trouble) {
        return trouble.fate() == Fate.BETWEEN
                ? " " + trouble.where()
                : trouble.where().isEmpty() ? "" : " (" + trouble.where() + ")";
    }

    private static Finding unexpected(ChannelResult result) {
        long unexpected = result.counts().unexpected();
        if (unexpected == 0) {
            return Finding.good("%s  no unexpected rows", result.channel());
        }
        return Finding.bad(
                "%s  %s, of %s that nobody sent%s",
                result.channel(),
                Counted.of(unexpected, "unexpected row", "unexpected rows"),
                unexpected == 1 ? "a message" : "messages",
                examples(result.unexpected(), unexpected));
    }

    private static Finding duplicates(ChannelResult result, boolean failOnDuplicates) {
        ChannelCounts counts = result.counts();
        if (counts.extraDeliveries() == 0) {
            return Finding.good("%s  no duplicates", result.channel());
        }
        if (counts.duplicated() == 0) {
            return Finding.note(
                    "%s  %s too many, each after a repeated attempt to send",
                    result.channel(), Counted.of(counts.extraDeliveries(), "delivery", "deliveries"));
        }
        String text = Figures.text(
                "%s  %s delivered more often than sent, %s too many%s",
                result.channel(),
                Counted.of(counts.duplicated(), "message", "messages"),
                Counted.of(counts.duplicates(), "delivery", "deliveries"),
                counts.sourceDuplicates() == null
                        ? ""
                        : Figures.text(
                                ": %,d by the source, %,d by the trigger",
                                counts.sourceDuplicates(), counts.triggerDuplicates()));
        return failOnDuplicates ? Finding.bad("%s", text) : Finding.note("%s (at least once allows it)", text);
    }

    private static void flags(ChannelResult result, List<Finding> findings) {
        ChannelCounts counts = result.counts();
        if (counts.recovered() > 0) {
            findings.add(Finding.note(
                    "%s  %,d recovered: their sending had an unknown outcome, and they arrived",
                    result.channel(), counts.recovered()));
        }
        if (counts.late() > 0) {
            findings.add(Finding.note("%s  %,d late: after the run's time-out", result.channel(), counts.late()));
        }
    }

    private static void clocks(ChannelResult result, List<Finding> findings) {
        if (result.statistics().delay().negative() > 0) {
            findings.add(Finding.note(
                    "%s  %s: the database's clock is behind the sender's",
                    result.channel(),
                    Counted.of(result.statistics().delay().negative(), "negative delay", "negative delays")));
        }
        if (result.counts().foreignStamps() > 0) {
            findings.add(Finding.bad(
                    "%s  %s whose sent time is not in the send ledger",
                    result.channel(), Counted.of(result.counts().foreignStamps(), "row", "rows")));
        }
    }

    private static String listed(long count, String what) {
        return count == 0 ? "" : Figures.text(", %,d %s", count, what);
    }

    private static String examples(List<String> eventIds, long all) {
        return eventIds.isEmpty()
                ? ""
                : "\n" + eventIds.stream().map(Printable::line).collect(Collectors.joining("\n"))
                        + (eventIds.size() < all ? "\n…" : "");
    }
}
