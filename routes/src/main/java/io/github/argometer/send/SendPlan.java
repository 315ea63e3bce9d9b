package io.github.argometer.send;

import io.github.argometer.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a run sends, when, and what of it must arrive: fixed by a seed before the first message goes out, and computed
 * message by message, so that its length costs no memory.
 *
 * @param runId name of the run, unique in the world
 * @param seed selects the shuffle and the delays
 * @param messages how many messages, each to every channel
 * @param minDelay shortest delay before a message
 * @param maxDelay longest delay before a message; the delays are uniform, in microseconds
 * @param expectations what must arrive, by channel
 */
public record SendPlan(
        String runId,
        long seed,
        long messages,
        Duration minDelay,
        Duration maxDelay,
        Map<Channel, Expectation> expectations) {

    private static final List<Message> PAIRS = Stream.of(4, 5)
            .flatMap(id -> Stream.of("Ankur", "Brian", "David").map(author -> Message.of(id, author)))
            .toList();

    private static final DateTimeFormatter RUN_START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * The plan that the settings describe; an empty run id or seed is drawn.
     *
     * @throws Settings.Invalid for a setting outside its range
     */
    public static SendPlan of(Settings settings, Clock clock) {
        SplittableRandom chance = new SplittableRandom();
        String runId = settings.text("run.id").isEmpty()
                ? "%s-%06x".formatted(RUN_START.format(clock.instant()), chance.nextInt(1 << 24))
                : settings.name("run.id");
        long seed = settings.text("send.seed").isEmpty()
                ? chance.nextLong()
                : settings.integer("send.seed", Long.MIN_VALUE, Long.MAX_VALUE);
        long max = settings.integer("send.delay.max", 0, 3_600_000);
        long min = settings.integer("send.delay.min", 0, max);
        Map<Channel, Expectation> expectations = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            expectations.put(channel, Expectation.of(settings, channel));
        }
        return new SendPlan(
                runId,
                seed,
                settings.integer("send.messages", 1, 1_000_000_000),
                Duration.ofMillis(min),
                Duration.ofMillis(max),
                expectations);
    }

    /** The messages in order of sending: each (id, author) pair as often as every other, or once more. */
    public Iterator<PlannedMessage> messagesInOrder() {
        Permutation shuffle = new Permutation(messages, seed);
        SplittableRandom delays = new SplittableRandom(~seed);
        long min = minDelay.toNanos() / 1_000;
        long max = maxDelay.toNanos() / 1_000;
        long[] offset = {0};
        return LongStream.range(0, messages)
                .mapToObj(number -> {
                    offset[0] += delays.nextLong(min, max + 1);
                    return new PlannedMessage(number, pair(shuffle.at(number)), Duration.ofNanos(offset[0] * 1_000));
                })
                .iterator();
    }

    /** The id that tells a message from every other in the world: run id, channel, number. */
    public String eventId(Channel channel, long number) {
        return "%s-%s-%06d".formatted(runId, channel.label(), number);
    }

    /** Whether {@code message}, sent to {@code channel}, must end as a row. */
    public boolean expects(Channel channel, Message message) {
        return expectations.get(channel).covers(message);
    }

    /** How many rows {@code channel} must end with. */
    public long expected(Channel channel) {
        long expected = 0;
        for (int pair = 0; pair < PAIRS.size(); pair++) {
            if (expects(channel, PAIRS.get(pair))) {
                expected += messages / PAIRS.size() + (pair < messages % PAIRS.size() ? 1 : 0);
            }
        }
        return expected;
    }

    /** The expected rows of all channels by their labels. */
    public Map<String, Long> expected() {
        return Stream.of(Channel.values()).collect(Collectors.toMap(Channel::label, this::expected));
    }

    private static Message pair(long index) {
        return PAIRS.get((int) (index % PAIRS.size()));
    }
}
