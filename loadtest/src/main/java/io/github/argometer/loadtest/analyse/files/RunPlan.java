package io.github.argometer.loadtest.analyse.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.ShippedMessages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code plan.json} says of a run.
 *
 * @param runId name of the run
 * @param seed of shuffle and delays
 * @param messages planned for each channel
 * @param minDelayMs shortest delay between two messages, in milliseconds
 * @param maxDelayMs longest delay between two messages, in milliseconds
 * @param created when the run began, UTC, ISO 8601
 * @param expected rows that must arrive, by label of each of the run's flows
 * @param warmupMessages messages with a lower number are warm-up, and not counted in statistics; 0 where the file does not say
 * @param workers processes that send, each with a ledger of its own; 0, as where the file does not say, is one
 * @param payloads what the messages are, in the order in which ids of one's own count from 1; empty = the demo's, as in files of before
 * @param named the channels, a list of names or an object by name; null where the file does not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunPlan(
        @JsonProperty(required = true) String runId,
        @JsonProperty(required = true) long seed,
        @JsonProperty(required = true) long messages,
        @JsonProperty(required = true) long minDelayMs,
        @JsonProperty(required = true) long maxDelayMs,
        @JsonProperty(required = true) String created,
        @JsonProperty(required = true) Map<String, Long> expected,
        long warmupMessages,
        int workers,
        List<Payload> payloads,
        @JsonProperty("channels") JsonNode named) {

    /** As many as settings allow. */
    private static final long MOST = 1_000_000_000;

    private static final int WORKERS = 1_000;

    private static final List<String> SHIPPED =
            Channel.SHIPPED.stream().map(Channel::label).toList();

    /**
     * One of the texts that messages are made of.
     *
     * @param text what goes over the wire; null where the file does not say
     * @param expect the triggers that it must fire, by channel, or the shipped channels that must make a row of it; null = none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Payload(String text, JsonNode expect) {

        /** Whether it must fire the trigger of {@code flow}, or a shipped {@code flow} make a row of it. */
        public boolean fires(Flow flow) {
            return flows().contains(flow);
        }

        private List<Flow> flows() {
            List<Flow> flows = new ArrayList<>();
            if (expect != null && expect.isArray()) {
                expect.forEach(channel -> flows.add(new Flow(new Channel(channel.asText()), "")));
            } else if (expect != null) {
                expect.properties().forEach(channel -> channel.getValue()
                        .forEach(trigger -> flows.add(new Flow(new Channel(channel.getKey()), trigger.asText()))));
            }
            return flows;
        }
    }

    /** Never null, but for what the file must have. */
    public RunPlan {
        payloads = payloads == null ? List.of() : payloads;
    }

    /** The run's flows: the shipped ones first, then by label. */
    public List<Flow> flows() {
        return expected.keySet().stream().map(Flow::of).sorted().toList();
    }

    /** The channels that each message goes to, in the order of the flows. */
    public List<String> sentTo() {
        return flows().stream().map(flow -> flow.channel().label()).distinct().toList();
    }

    /** What stands as {@code message} in those that the shipped channels take; empty where others are. */
    public Set<String> texts() {
        if (!flows().stream().allMatch(Flow::shipped)) {
            return Set.of();
        }
        Stream<String> texts = payloads.isEmpty()
                ? ShippedMessages.demo().stream().map(io.github.argometer.plan.Payload::text)
                : payloads.stream().map(Payload::text);
        return texts.filter(text -> text != null)
                .map(ShippedMessages::message)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The labels of the flows, in their order. */
    public List<String> channels() {
        return flows().stream().map(Flow::label).toList();
    }

    /**
     * Reads a plan.
     *
     * @throws BadInputException where the file is missing, cut short, says less than a plan, or has a number that no plan can have
     */
    public static RunPlan read(Path file) {
        RunPlan plan = JsonFile.read(file, RunPlan.class, "a plan")
                .orElseThrow(() -> new BadInputException(file + ": missing"));
        if (plan.runId == null || !Settings.isName(plan.runId)) {
            throw new BadInputException(
                    "%s: runId = \"%s\": must be %s".formatted(file, plan.runId, SettingRanges.NAME.allowed()));
        }
        whole(file, "messages", plan.messages, 1, MOST);
        whole(file, "warmupMessages", plan.warmupMessages, 0, plan.messages - 1);
        whole(file, "minDelayMs", plan.minDelayMs, 0, Long.MAX_VALUE);
        whole(file, "maxDelayMs", plan.maxDelayMs, plan.minDelayMs, Long.MAX_VALUE);
        whole(file, "workers", (long) plan.workers, 0, WORKERS);
        if (plan.expected == null
                || plan.expected.isEmpty()
                || !plan.expected.keySet().stream().allMatch(RunPlan::isFlow)) {
            throw new BadInputException(
                    "%s: expected names %s: must be one or more of %s, or channels with a trigger such as orders/notify"
                            .formatted(file, plan.expected == null ? null : plan.expected.keySet(), SHIPPED));
        }
        plan.expected.forEach((channel, rows) -> whole(file, "expected." + channel, rows, 0, plan.messages));
        plan.checkChannels(file);
        plan.checkPayloads(file);
        return plan;
    }

    private static boolean isFlow(String label) {
        return Flow.isLabel(label)
                && (SHIPPED.contains(label) || !Flow.of(label).trigger().isEmpty());
    }

    /** The channels are those of the flows, if the file names them. */
    private void checkChannels(Path file) {
        if (named == null || named.isNull()) {
            return;
        }
        Set<String> names = new TreeSet<>();
        if (named.isObject()) {
            named.fieldNames().forEachRemaining(names::add);
        } else if (named.isArray()) {
            named.forEach(name -> names.add(name.isTextual() ? name.textValue() : name.toString()));
        } else {
            throw new BadInputException("%s: channels = %s: must be a list or an object".formatted(file, named));
        }
        Set<String> measured = new TreeSet<>(sentTo());
        if (!names.equals(measured)) {
            throw new BadInputException(
                    "%s: channels names %s: must be those of expected, %s".formatted(file, names, measured));
        }
    }

    private void checkPayloads(Path file) {
        List<Flow> own = flows().stream().filter(flow -> !flow.shipped()).toList();
        if (payloads.isEmpty() && !own.isEmpty()) {
            throw new BadInputException(
                    "%s: payloads is empty: must have one or more, since expected names %s".formatted(file, own));
        }
        List<Flow> fired = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            String field = "%s: payloads[%d]".formatted(file, i);
            if (payloads.get(i) == null) {
                throw new BadInputException(field + " = null: must be an object");
            }
            checkExpect(field + ".expect", payloads.get(i).expect);
            fired.addAll(payloads.get(i).flows());
        }
        expected.forEach((label, rows) -> {
            Flow flow = Flow.of(label);
            if (!payloads.isEmpty() && rows > 0 && !fired.contains(flow)) {
                throw new BadInputException("%s: expected.%s = %d: must be 0, since no payload's expect names it"
                        .formatted(file, label, rows));
            }
        });
    }

    /** Flows that {@code expect} names are the plan's. */
    private void checkExpect(String field, JsonNode expect) {
        if (expect == null || expect.isNull()) {
            return;
        }
        if (expect.isObject()) {
            expect.properties().forEach(channel -> {
                if (!channel.getValue().isArray()) {
                    throw new BadInputException(
                            "%s.%s = %s: must be a list".formatted(field, channel.getKey(), channel.getValue()));
                }
                channel.getValue()
                        .forEach(trigger -> checkNamed(
                                "%s.%s".formatted(field, channel.getKey()),
                                new Flow(new Channel(channel.getKey()), trigger.asText()),
                                trigger.asText()));
            });
        } else if (expect.isArray()) {
            expect.forEach(channel -> checkNamed(field, new Flow(new Channel(channel.asText()), ""), channel.asText()));
        } else {
            throw new BadInputException("%s = %s: must be a list or an object".formatted(field, expect));
        }
    }

    private void checkNamed(String field, Flow flow, String named) {
        if (!flows().contains(flow)) {
            throw new BadInputException("%s names \"%s\": must be one of %s".formatted(field, named, flows()));
        }
    }

    private static void whole(Path file, String field, Long value, long least, long most) {
        if (value == null || value < least || value > most) {
            String allowed =
                    most == Long.MAX_VALUE ? "of %d or more".formatted(least) : "from %d to %d".formatted(least, most);
            throw new BadInputException("%s: %s = %s: must be an integer %s".formatted(file, field, value, allowed));
        }
    }
}
