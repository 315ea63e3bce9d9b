package io.github.argometer.loadtest.report;

import io.github.argometer.loadtest.analyse.Analysis;
import io.github.argometer.loadtest.analyse.ChannelResult;
import io.github.argometer.loadtest.analyse.Counts;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run's figures amount to.
 *
 * @param findings a line each, channel by channel
 */
public record Verdict(List<Finding> findings) {

    /** The verdict on {@code analysis}; duplicates are bad only if {@code failOnDuplicates}. */
    public static Verdict of(Analysis analysis, boolean failOnDuplicates) {
        List<Finding> findings = new ArrayList<>();
        for (ChannelResult result : analysis.channels()) {
            findings.add(sent(result));
            findings.add(arrived(result));
            findings.add(unexpected(result));
            findings.add(duplicates(result, failOnDuplicates));
            clocks(result, findings);
        }
        return new Verdict(List.copyOf(findings));
    }

    /** Whether nothing is bad. */
    public boolean passed() {
        return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.BAD);
    }

    private static Finding sent(ChannelResult result) {
        Counts counts = result.counts();
        String text = Finding.text(
                "%s  %,d of %,d messages accepted%s",
                result.channel(),
                counts.accepted(),
                counts.planned(),
                listed(counts.failed(), "failed")
                        + listed(counts.unknown(), "without an answer")
                        + listed(counts.unsent(), "never sent"));
        boolean bad = counts.failed() + counts.unsent() > 0;
        return bad
                ? Finding.bad("%s", text)
                : counts.unknown() > 0 ? Finding.note("%s", text) : Finding.good("%s", text);
    }

    private static Finding arrived(ChannelResult result) {
        Counts counts = result.counts();
        String text = Finding.text(
                "%s  %,d of %,d expected rows recorded", result.channel(), counts.arrived(), counts.expected());
        if (counts.missing() == 0) {
            return Finding.good("%s", text);
        }
        return Finding.bad(
                "%s, %,d missing (%,d accepted, then lost)%s",
                text, counts.missing(), counts.lost(), examples(result.missing(), counts.missing()));
    }

    private static Finding unexpected(ChannelResult result) {
        Counts counts = result.counts();
        if (counts.unexpected() == 0) {
            return Finding.good("%s  no row that should not be there", result.channel());
        }
        return Finding.bad(
                "%s  %,d unexpected rows (%,d passed a filter, %,d not in the send ledger)%s",
                result.channel(),
                counts.unexpected(),
                counts.wronglyPassed(),
                counts.strangers(),
                examples(result.unexpected(), counts.unexpected()));
    }

    private static Finding duplicates(ChannelResult result, boolean failOnDuplicates) {
        Counts counts = result.counts();
        if (counts.duplicated() == 0) {
            return Finding.good("%s  no duplicates", result.channel());
        }
        String text = Finding.text(
                "%s  %,d rows delivered more than once, %,d deliveries too many",
                result.channel(), counts.duplicated(), counts.extraDeliveries());
        return failOnDuplicates ? Finding.bad("%s", text) : Finding.note("%s (at least once allows it)", text);
    }

    private static void clocks(ChannelResult result, List<Finding> findings) {
        if (result.delay().negative() > 0) {
            findings.add(Finding.note(
                    "%s  %,d negative delays: the database's clock is behind the sender's",
                    result.channel(), result.delay().negative()));
        }
        if (result.counts().foreignStamps() > 0) {
            findings.add(Finding.bad(
                    "%s  %,d rows whose sent time is not in the send ledger",
                    result.channel(), result.counts().foreignStamps()));
        }
    }

    private static String listed(long count, String what) {
        return count == 0 ? "" : Finding.text(", %,d %s", count, what);
    }

    private static String examples(List<String> eventIds, long all) {
        return eventIds.isEmpty() ? "" : "\n" + String.join("\n", eventIds) + (eventIds.size() < all ? "\n…" : "");
    }
}
