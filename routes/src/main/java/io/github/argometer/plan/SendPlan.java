package io.github.argometer.plan;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.LongToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a run sends, when, and what of it must arrive: fixed by a seed before the first message goes out, and computed
 * message by message, so that its length costs no memory.
 *
 * @param runId name of the run, unique in the world
 * @param seed selects the shuffle and the delays
 * @param messages how many messages, each to every channel
 * @param warmupMessages how many of them, from the first on, no statistics count
 * @param arrival when they are due
 * @param mix what they are
 * @param payloadBytes length of the shorter payloads, filled up; 0 = each as long as it is
 * @param expectations what must arrive, by channel: these are the channels that the plan has
 * @param workers how many processes share it
 */
public record SendPlan(
        String runId,
        long seed,
        long messages,
        long warmupMessages,
        Arrival arrival,
        Mix mix,
        int payloadBytes,
        Map<Channel, Expectation> expectations,
        int workers) {

    /** All of it in a line, for people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d messages to %s%s, %s, seed %d; mix %s%s%s",
                messages,
                channels().size() == 1 ? "" : "each of ",
                channels().stream().map(Channel::label).collect(Collectors.joining(" and ")),
                arrival.text(),
                seed,
                mix.parts().stream().map(Mix.Part::text).collect(Collectors.joining(", ")),
                warmupMessages == 0 ? "" : String.format(Locale.ROOT, "; the first %,d are warm-up", warmupMessages),
                payloadBytes == 0 ? "" : String.format(Locale.ROOT, "; payloads filled up to %,d bytes", payloadBytes));
    }

    /** The channels that each message goes to. */
    public List<Channel> channels() {
        return List.copyOf(expectations.keySet());
    }

    /** The messages that {@code share} has, in order of sending. */
    public Iterator<PlannedMessage> messages(Share share) {
        Permutation shuffle = new Permutation(messages, seed);
        LongToIntFunction parts = mix.ofEach(messages);
        List<Payload> payloads = payloads();
        LongSupplier offsets = arrival.offsets(seed);
        return LongStream.range(0, messages)
                .mapToObj(number -> {
                    Duration offset = Duration.ofNanos(offsets.getAsLong());
                    return share.has(number)
                            ? new PlannedMessage(number, payloads.get(parts.applyAsInt(shuffle.at(number))), offset)
                            : null;
                })
                .filter(message -> message != null)
                .iterator();
    }

    /** What the messages can be, in the order of the mix. */
    public List<Payload> payloads() {
        return mix.parts().stream()
                .map(part -> Payload.of(part.id(), part.author()).padded(payloadBytes))
                .toList();
    }

    /** The id that tells a message from every other in the world: run id, channel, number. */
    public String eventId(Channel channel, long number) {
        String digits = Long.toString(number);
        return runId + "-" + channel.label() + "-" + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
    }

    /** Whether a message of that id and author, sent to {@code channel}, must end as a row. */
    public boolean expects(Channel channel, int id, String author) {
        return expectations.get(channel).covers(id, author);
    }

    /** How many rows {@code channel} must end with. */
    public long expected(Channel channel) {
        return mix.count(messages, part -> expects(channel, part.id(), part.author()));
    }

    /** The expected rows of the plan's channels by their labels. */
    public Map<String, Long> expected() {
        return expectations.keySet().stream().collect(Collectors.toMap(Channel::label, this::expected));
    }
}
