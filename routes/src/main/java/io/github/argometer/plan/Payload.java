package io.github.argometer.plan;

import io.github.argometer.plan.message.Template;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One kind of message of a plan.
 *
 * @param place in the plan's list of them, from 0
 * @param id its number in the send ledger: the demo's {@code id}, or that of one's own, from 1
 * @param name its name there: the demo's {@code author}, or that of one's own
 * @param weight its share of all messages: this of the sum of all weights
 * @param text what goes over the wire; one's own may have placeholders
 * @param json whether that is JSON
 * @param bytes the most that a message of it has, with its mark
 * @param choose by name, what a placeholder may stand for, one of them for each message
 * @param expect the triggers that must fire, by channel; a channel that is not there: none
 */
public record Payload(
        int place,
        int id,
        String name,
        long weight,
        String text,
        boolean json,
        int bytes,
        Map<String, List<String>> choose,
        Map<Channel, List<String>> expect) {

    /** The most bytes of a message that a Job is made with: Linux caps an argument at 128 KiB, base64 and envelope included. */
    public static final int LONGEST_OF_A_JOB = 90 * 1_024;

    /** What every placeholder may name, beside those of {@link #choose}. */
    public static final Set<String> VARIABLES = Set.of("number", "runId", "eventId", "sentAt");

    /** The same where {@code channels} are all there are. */
    Payload only(Collection<Channel> channels) {
        Map<Channel, List<String>> there = new TreeMap<>(expect);
        there.keySet().retainAll(channels);
        return new Payload(place, id, name, weight, text, json, bytes, choose, there);
    }

    /** The most rows that a message of it, sent to {@code channel}, ends as. */
    public int rows(Channel channel) {
        return expect.getOrDefault(channel, List.of()).size();
    }

    /** The text with its placeholders, parsed. */
    public Template template() {
        return template(text, choose);
    }

    /**
     * The same for a text that may be none.
     *
     * @throws IllegalArgumentException which says what it must be
     */
    static Template template(String text, Map<String, List<String>> choose) {
        Set<String> variables = new HashSet<>(VARIABLES);
        variables.addAll(choose.keySet());
        return Template.of(text, variables);
    }

    /** Whether a message of it, sent to {@code channel}, must end as a row. */
    public boolean isExpected(Channel channel) {
        return expect.containsKey(channel);
    }

    /** Whether a message of it must end as a row of {@code flow}. */
    boolean isExpected(Flow flow) {
        return expect.getOrDefault(flow.channel(), List.of()).contains(flow.trigger());
    }
}
