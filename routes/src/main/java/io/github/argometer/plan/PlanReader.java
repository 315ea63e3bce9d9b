package io.github.argometer.plan;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the plan that the settings describe, over which goes the file that {@code send.plan} names. */
public final class PlanReader {

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

    /** All that says when messages are due. */
    public static final Set<String> PACE = Stream.concat(
                    Stream.of("send.arrival"), ARRIVALS.values().stream().flatMap(Set::stream))
            .collect(Collectors.toUnmodifiableSet());

    private final Settings settings;
    private final OwnMessages contents;

    private PlanReader(PlanFile file) {
        this.settings = file.over();
        this.contents = file.own().orElseGet(() -> new OwnMessages(ShippedMessages.demo(), new TreeMap<>()));
    }

    /**
     * The plan; an empty run id or seed is drawn.
     *
     * @throws Settings.Invalid for a setting, or a field of the file, that is outside its range
     */
    public static SendPlan plan(Settings settings, Clock clock) {
        return new PlanReader(PlanFile.of(settings)).plan(clock);
    }

    /** A run id that tells when the run was planned by {@code clock}, in UTC, and that no other run of that second is likely to have. */
    public static String newRunId(Clock clock) {
        int chance = new SplittableRandom().nextInt(1 << 24);
        return String.format(Locale.ROOT, "%s-%06x", RUN_START.format(clock.instant()), chance);
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
        String runId = settings.text("run.id").isEmpty() ? newRunId(clock) : settings.name("run.id");
        long seed = settings.text("send.seed").isEmpty() ? chance.nextLong() : settings.integer("send.seed");
        long many = messages();
        long warmup = settings.integer("send.warmup-messages", many - 1);
        int workers = Share.of(settings).workers();
        SortedMap<Channel, Target> targets = contents.targets().isEmpty() ? shipped() : contents.targets();
        List<Payload> payloads = contents.payloads().stream()
                .map(payload -> payload.only(targets.keySet()))
                .toList();
        SendPlan plan = new SendPlan(runId, seed, many, warmup, arrival(), payloads, targets, workers);
        if (plan.isShipped()) {
            plan.tooLongForAJob(new Flow(Channel.SQS, "")).ifPresent(this::refuseForAJob);
        }
        return plan;
    }

    private SortedMap<Channel, Target> shipped() {
        SortedMap<Channel, Target> targets = new TreeMap<>();
        settings.list("send.channels").forEach(channel -> targets.put(new Channel(channel), Target.SHIPPED));
        return targets;
    }

    private void refuseForAJob(Payload payload) {
        throw settings.invalid(
                "send.plan",
                String.format(
                        Locale.ROOT,
                        "a plan whose payloads[%d], expected of sqs, has at most %,d bytes, which a Job's argument takes; it has %,d",
                        payload.place(),
                        Payload.LONGEST_OF_A_JOB,
                        payload.bytes()));
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
}
