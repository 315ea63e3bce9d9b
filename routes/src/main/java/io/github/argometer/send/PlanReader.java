package io.github.argometer.send;

import io.github.argometer.Settings;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes the plan that the settings describe, over which goes the file that {@code send.plan} names. */
public final class PlanReader {

    private static final double MOST = 1_000_000;
    private static final double LEAST = 0.001;
    private static final int MANY_PARTS = 1_000;
    /** Linux caps the Job's argument at 128 KiB, base64 and envelope included. */
    private static final int LONGEST_SQS = 90 * 1_024;

    private static final int LONGEST = 256_000;
    private static final int MOST_IN_A_BATCH = 10;
    private static final int LARGEST_REQUEST = 256 * 1_024;

    private static final DateTimeFormatter RUN_START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What each kind of arrival reads beside its name. */
    private static final Map<String, Set<String>> ARRIVALS = Map.of(
            "uniform", Set.of("send.delay.min", "send.delay.max"),
            "constant", Set.of("send.rate"),
            "poisson", Set.of("send.rate"),
            "ramp", Set.of("send.ramp.from", "send.ramp.to", "send.ramp.seconds"),
            "steps", Set.of("send.steps"));

    private final Settings settings;

    private PlanReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * The plan; an empty run id or seed is drawn.
     *
     * @throws Settings.Invalid for a setting, or a field of the file, that is outside its range
     */
    public static SendPlan plan(Settings settings, Clock clock) {
        return new PlanReader(PlanFile.over(settings)).plan(clock);
    }

    /** The first of the settings {@code given} that only arrivals of other kinds than {@code kind} read: it would say nothing. */
    public static Optional<String> unread(String kind, Predicate<String> given) {
        return ARRIVALS.containsKey(kind)
                ? ARRIVALS.values().stream()
                        .flatMap(Set::stream)
                        .filter(given)
                        .filter(key -> !ARRIVALS.get(kind).contains(key))
                        .min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** Messages in a request: as many as {@code send.batch} says, if the service takes so many of the plan's payloads. */
    public static int batch(Settings settings, SendPlan plan) {
        return (int) settings.integer(
                "send.batch", 1, Math.min(MOST_IN_A_BATCH, LARGEST_REQUEST / (plan.payloadBytes() + 1_024)));
    }

    private SendPlan plan(Clock clock) {
        SplittableRandom chance = new SplittableRandom();
        String runId = settings.text("run.id").isEmpty()
                ? String.format(Locale.ROOT, "%s-%06x", RUN_START.format(clock.instant()), chance.nextInt(1 << 24))
                : settings.name("run.id");
        long seed = settings.text("send.seed").isEmpty()
                ? chance.nextLong()
                : settings.integer("send.seed", Long.MIN_VALUE, Long.MAX_VALUE);
        long messages = settings.integer("send.messages");
        Map<Channel, Expectation> expectations = new EnumMap<>(Channel.class);
        for (Channel channel : channels()) {
            expectations.put(channel, Expectation.of(settings, channel));
        }
        return new SendPlan(
                runId,
                seed,
                messages,
                settings.integer("send.warmup-messages", 0, messages - 1),
                arrival(),
                mix(),
                payloadBytes(expectations.containsKey(Channel.SQS)),
                expectations,
                Share.of(settings).workers());
    }

    private int payloadBytes(boolean sqs) {
        int bytes = (int) settings.integer("send.payload-bytes", 0, LONGEST);
        if (sqs && bytes > LONGEST_SQS) {
            throw settings.invalid(
                    "send.payload-bytes",
                    String.format(
                            Locale.ROOT,
                            "an integer from 0 to %d with channel sqs, whose events are the argument of a Job",
                            LONGEST_SQS));
        }
        return bytes;
    }

    private List<Channel> channels() {
        try {
            return settings.list("send.channels").stream()
                    .map(label -> Stream.of(Channel.values())
                            .filter(channel -> channel.label().equals(label))
                            .findFirst()
                            .orElseThrow(IllegalArgumentException::new))
                    .toList();
        } catch (Settings.Invalid e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw settings.invalid("send.channels", "sqs, sns or both: sqs,sns");
        }
    }

    private Arrival arrival() {
        return switch (settings.text("send.arrival")) {
            case "uniform" -> {
                long max = settings.integer("send.delay.max");
                yield new Arrival.Uniform(settings.integer("send.delay.min", 0, max), max);
            }
            case "constant" -> new Arrival.Constant(rate("send.rate"));
            case "poisson" -> new Arrival.Poisson(rate("send.rate"));
            case "ramp" -> new Arrival.Ramp(rate("send.ramp.from"), rate("send.ramp.to"), seconds("send.ramp.seconds"));
            case "steps" ->
                new Arrival.Steps(
                        settings.list("send.steps").stream().map(this::step).toList());
            default -> throw settings.invalid("send.arrival", "uniform, constant, poisson, ramp or steps");
        };
    }

    private double rate(String key) {
        return settings.number(key, LEAST, MOST);
    }

    private double seconds(String key) {
        return settings.number(key, LEAST, MOST);
    }

    private Arrival.Steps.Step step(String text) {
        List<Double> step = numbers(text);
        if (step.size() != 2 || !step.stream().allMatch(number -> number >= LEAST && number <= MOST)) {
            throw stepsOrRates();
        }
        return new Arrival.Steps.Step(step.get(0), step.get(1));
    }

    private List<Double> numbers(String text) {
        List<String> numbers = Arrays.asList(text.split("x", -1));
        if (!numbers.stream().allMatch(PlanValue.NUMBER::holds)) {
            throw stepsOrRates();
        }
        return numbers.stream().map(Double::valueOf).toList();
    }

    private Settings.Invalid stepsOrRates() {
        return settings.invalid(
                "send.steps",
                "RATExSECONDS, comma-separated, such as 10x60,20x60, each a number from 0.001 to 1000000");
    }

    private Mix mix() {
        List<Mix.Part> parts =
                settings.list("send.mix").stream().map(this::part).toList();
        if (parts.size() > MANY_PARTS
                || parts.stream().mapToLong(Mix.Part::weight).sum() == 0) {
            throw wrongMix();
        }
        return new Mix(parts);
    }

    private Mix.Part part(String text) {
        String[] fields = text.split(":", -1);
        try {
            long weight = Long.parseLong(fields[2]);
            if (fields.length == 3
                    && PlanValue.INTEGER.holds(fields[0])
                    && PlanValue.AUTHOR.holds(fields[1])
                    && PlanValue.INTEGER.holds(fields[2])
                    && weight >= 0
                    && weight <= MOST) {
                return new Mix.Part(Integer.parseInt(fields[0]), fields[1], weight);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // told below
        }
        throw wrongMix();
    }

    private Settings.Invalid wrongMix() {
        return settings.invalid(
                "send.mix",
                String.format(
                        Locale.ROOT,
                        "ID:AUTHOR:WEIGHT, comma-separated, 1 to %,d of them: a 32-bit integer, %s, an integer from 0 to"
                                + " 1000000; with a sum of weights above 0",
                        MANY_PARTS,
                        PlanValue.AUTHOR.allowed()));
    }
}
