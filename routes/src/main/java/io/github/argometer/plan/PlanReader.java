package io.github.argometer.plan;

import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes the plan that the settings describe, over which goes the file that {@code send.plan} names. */
public final class PlanReader {

    /** Linux caps the Job's argument at 128 KiB, base64 and envelope included. */
    private static final int LONGEST_SQS = 90 * 1_024;

    private static final int LARGEST_REQUEST = 256 * 1_024;

    private static final double MOST_MESSAGES = 1e9;

    private static final DateTimeFormatter RUN_START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What each kind of arrival reads beside its name. */
    private static final Map<String, Set<String>> ARRIVALS = Map.of(
            "uniform", Set.of("send.delay.min", "send.delay.max"),
            "constant", Set.of("send.rate", PlanFile.DURATION),
            "poisson", Set.of("send.rate", PlanFile.DURATION),
            "ramp", Set.of("send.ramp.from", "send.ramp.to", "send.ramp.seconds"),
            "steps", Set.of("send.steps"));

    private final Settings settings;
    private final Optional<OwnMessages> own;

    private PlanReader(PlanFile file) {
        this.settings = file.over();
        this.own = file.own();
    }

    /**
     * The plan; an empty run id or seed is drawn.
     *
     * @throws Settings.Invalid for a setting, or a field of the file, that is outside its range
     */
    public static SendPlan plan(Settings settings, Clock clock) {
        return new PlanReader(PlanFile.of(settings)).plan(clock);
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
        int largest = plan.payloads().stream().mapToInt(Payload::bytes).max().orElseThrow();
        return (int) settings.integer("send.batch", Math.max(1, LARGEST_REQUEST / (largest + 1_024)));
    }

    private SendPlan plan(Clock clock) {
        SplittableRandom chance = new SplittableRandom();
        String runId = settings.text("run.id").isEmpty()
                ? String.format(Locale.ROOT, "%s-%06x", RUN_START.format(clock.instant()), chance.nextInt(1 << 24))
                : settings.name("run.id");
        long seed = settings.text("send.seed").isEmpty() ? chance.nextLong() : settings.integer("send.seed");
        long messages = messages();
        long warmup = settings.integer("send.warmup-messages", messages - 1);
        int workers = Share.of(settings).workers();
        return own.map(mine -> new SendPlan(
                        runId,
                        seed,
                        messages,
                        warmup,
                        arrival(),
                        mine.payloads(),
                        mine.targets(),
                        Optional.empty(),
                        workers))
                .orElseGet(() -> new SendPlan(runId, seed, messages, warmup, arrival(), demo(), workers));
    }

    private long messages() {
        if (settings.text(PlanFile.DURATION).isEmpty()) {
            return settings.integer("send.messages");
        }
        String kind = settings.checkedText("send.arrival");
        if (unread(kind, PlanFile.DURATION::equals).isPresent()) {
            throw settings.invalid(
                    PlanFile.DURATION,
                    String.format(
                            Locale.ROOT,
                            "left out with send.arrival = %s: only with constant and poisson does send.rate say how many"
                                    + " messages that is",
                            kind));
        }
        double rate = settings.number("send.rate");
        double seconds =
                settings.number(PlanFile.DURATION, 0.001, Math.min(1_000_000, Math.floor(MOST_MESSAGES / rate)));
        return Math.max(1, Math.round(rate * seconds));
    }

    private SendPlan.Demo demo() {
        SortedMap<Channel, Expectation> expectations = new TreeMap<>();
        for (Channel channel : channels()) {
            expectations.put(channel, Expectation.of(settings, channel));
        }
        return new SendPlan.Demo(mix(), payloadBytes(expectations.containsKey(Channel.SQS)), expectations);
    }

    private int payloadBytes(boolean sqs) {
        int bytes = (int) settings.integer("send.payload-bytes");
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
        return settings.list("send.channels").stream().map(Channel::new).toList();
    }

    private Arrival arrival() {
        return switch (settings.checkedText("send.arrival")) {
            case "uniform" -> {
                long max = settings.integer("send.delay.max");
                yield new Arrival.Uniform(settings.integer("send.delay.min", max), max);
            }
            case "constant" -> new Arrival.Constant(settings.number("send.rate"));
            case "poisson" -> new Arrival.Poisson(settings.number("send.rate"));
            case "ramp" ->
                new Arrival.Ramp(
                        settings.number("send.ramp.from"),
                        settings.number("send.ramp.to"),
                        settings.number("send.ramp.seconds"));
            default -> steps();
        };
    }

    private Arrival steps() {
        return new Arrival.Steps(settings.list("send.steps").stream()
                .map(step -> step.split("x"))
                .map(step -> new Arrival.Steps.Step(Double.parseDouble(step[0]), Double.parseDouble(step[1])))
                .toList());
    }

    private Mix mix() {
        List<Mix.Part> parts = settings.list("send.mix").stream()
                .map(part -> part.split(":"))
                .map(part -> new Mix.Part(Integer.parseInt(part[0]), part[1], Long.parseLong(part[2])))
                .toList();
        if (parts.stream().mapToLong(Mix.Part::weight).sum() == 0) {
            throw settings.invalid(
                    "send.mix", SettingRanges.all().get("send.mix").allowed());
        }
        return new Mix(parts);
    }
}
