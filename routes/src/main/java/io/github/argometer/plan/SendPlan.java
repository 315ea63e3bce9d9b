package io.github.argometer.plan;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.LongToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a run sends, when, and what of it must arrive: fixed by a seed before the first message goes out, and computed
 * message by message, so that its length costs no memory.
 *
 * @param runId name of the run, unique in the world
 * @param seed selects the shuffle, the delays and what is chosen
 * @param messages how many messages, each to every channel
 * @param warmupMessages how many of them, from the first on, no statistics count
 * @param arrival when they are due
 * @param payloads what they are, each at its place
 * @param targets where they go, by channel: these are the channels that the plan has, in their order
 * @param workers how many processes share it
 */
public record SendPlan(
        String runId,
        long seed,
        long messages,
        long warmupMessages,
        Arrival arrival,
        List<Payload> payloads,
        SortedMap<Channel, Target> targets,
        int workers) {

    /** Whether it goes to the shipped channels. */
    public boolean isShipped() {
        return Channel.SHIPPED.containsAll(targets.keySet());
    }

    /** The same messages, so many, without warm-up, to {@code channel} only, when {@code other} says. */
    public SendPlan only(Channel channel, long many, Arrival other) {
        return new SendPlan(
                runId,
                seed,
                many,
                0,
                other,
                payloads.stream().map(payload -> payload.only(Set.of(channel))).toList(),
                new TreeMap<>(Map.of(channel, targets.get(channel))),
                1);
    }

    /** The first payload whose messages must make Jobs of {@code flow}, and are longer than a Job's argument may be. */
    public Optional<Payload> tooLongForAJob(Flow flow) {
        return payloads.stream()
                .filter(payload -> payload.isExpected(flow) && payload.bytes() > Payload.LONGEST_OF_A_JOB)
                .findFirst();
    }

    /** The same under another run's id. */
    public SendPlan named(String other) {
        return new SendPlan(other, seed, messages, warmupMessages, arrival, payloads, targets, workers);
    }

    /** All of it in a line, for people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d messages to %s%s, %s, seed %d; payloads %s%s",
                messages,
                channels().size() == 1 ? "" : "each of ",
                channels().stream().map(Channel::label).collect(Collectors.joining(" and ")),
                arrival.text(),
                seed,
                payloads.stream()
                        .map(payload ->
                                (isShipped() ? payload.id() + " " : "") + payload.name() + " " + payload.weight())
                        .collect(Collectors.joining(", ")),
                warmupMessages == 0 ? "" : String.format(Locale.ROOT, "; the first %,d are warm-up", warmupMessages));
    }

    /** The channels that each message goes to. */
    public List<Channel> channels() {
        return List.copyOf(targets.keySet());
    }

    /** The messages that {@code share} has, in order of sending. */
    public Iterator<PlannedMessage> messages(Share share) {
        Permutation shuffle = new Permutation(messages, seed);
        LongToIntFunction places = new Weights(payloads).ofEach(messages);
        LongSupplier offsets = arrival.offsets(seed);
        return LongStream.range(0, messages)
                .mapToObj(number -> {
                    Duration offset = Duration.ofNanos(offsets.getAsLong());
                    return share.has(number)
                            ? new PlannedMessage(number, payloads.get(places.applyAsInt(shuffle.at(number))), offset)
                            : null;
                })
                .filter(message -> message != null)
                .iterator();
    }

    /** What the placeholders of {@code message} stand for that its payload lets choose, by name. */
    public Map<String, String> chosen(PlannedMessage message) {
        return new Choices(seed).of(message.payload().choose(), message.number());
    }

    /** The id that tells a message from every other in the world: run id, channel, number. */
    public String eventId(Channel channel, long number) {
        String digits = Long.toString(number);
        return runId + "-" + channel.label() + "-" + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }

    /** Every channel of the plan with each of its triggers, in order. */
    public List<Flow> flows() {
        return targets.entrySet().stream()
                .flatMap(target ->
                        target.getValue().triggers().stream().map(trigger -> new Flow(target.getKey(), trigger)))
                .toList();
    }

    /** The most rows that a message to {@code channel} ends as. */
    public int rows(Channel channel) {
        return payloads.stream()
                .mapToInt(payload -> payload.rows(channel))
                .max()
                .orElseThrow();
    }

    /** How many rows {@code channel} must end with, of all its triggers. */
    public long expected(Channel channel) {
        return flows().stream()
                .filter(flow -> flow.channel().equals(channel))
                .mapToLong(this::expected)
                .sum();
    }

    /** How many rows {@code flow} must end with. */
    public long expected(Flow flow) {
        return new Weights(payloads).count(messages, payload -> payload.isExpected(flow));
    }

    /** The expected rows of the plan's flows by their labels. */
    public Map<String, Long> expected() {
        return flows().stream().collect(Collectors.toMap(Flow::label, this::expected));
    }
}
