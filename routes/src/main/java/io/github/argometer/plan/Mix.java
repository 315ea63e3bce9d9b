package io.github.argometer.plan;

import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import io.github.argometer.plan.document.PlanNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a plan said the demo's messages before it had payloads: an id, an author and a weight each, and by channel of whom they must
 * arrive. A run's plan still says so beside its payloads, so that it can be compared with one of then, which can be sent again.
 *
 * @param mix the messages, each at its place
 * @param expect by channel
 */
record Mix(List<Part> mix, Map<String, Expectation> expect) {

    static final String MIX = "mix";
    /** The length to fill them up to: 0, now that longer messages are payloads. */
    static final String PAYLOAD_BYTES = "payloadBytes";

    static final String EXPECT = "expect";

    /** Its fields in a plan's file. */
    static final List<String> FIELDS = List.of(MIX, PAYLOAD_BYTES, EXPECT);

    private static final Range ID =
            new Range.Both(SettingRanges.INTEGER, new Range.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE));

    /** Messages of one id and author: {@code weight} of the sum of weights. */
    record Part(int id, String author, long weight) {}

    /** Messages with one of the ids and one of the authors must arrive. */
    record Expectation(List<Integer> ids, List<String> authors) {}

    /** What says the messages of {@code plan}; empty where ids and authors do not say all of them. */
    static Optional<Mix> of(SendPlan plan) {
        List<Part> parts = plan.payloads().stream()
                .map(payload -> new Part(payload.id(), payload.name(), payload.weight()))
                .toList();
        Map<String, Expectation> expect = new LinkedHashMap<>();
        for (Channel channel : plan.channels()) {
            List<Payload> expected = plan.payloads().stream()
                    .filter(payload -> payload.isExpected(channel))
                    .toList();
            if (!expected.isEmpty()) {
                expect.put(
                        channel.label(),
                        new Expectation(
                                expected.stream().map(Payload::id).distinct().toList(),
                                expected.stream().map(Payload::name).distinct().toList()));
            }
        }
        return Optional.of(new Mix(parts, expect))
                .filter(mix -> plan.isShipped() && mix.payloads().equals(plan.payloads()));
    }

    /**
     * What the fields of a plan's file say; empty where they do not.
     *
     * @throws io.github.argometer.Settings.Invalid for the first that cannot be, by file, line and field
     */
    static Optional<Mix> read(Map<String, PlanNode> fields) {
        for (String field : FIELDS) {
            if (fields.containsKey(field) && !(fields.containsKey(MIX) && fields.containsKey(EXPECT))) {
                throw fields.get(field).refused("left out, or beside both mix and expect: payloads say that");
            }
        }
        if (!fields.containsKey(MIX)) {
            return Optional.empty();
        }
        if (fields.containsKey(PAYLOAD_BYTES)) {
            fields.get(PAYLOAD_BYTES).text(new Range.Exact("0; longer messages are payloads, each with its text", "0"));
        }
        Mix mix = new Mix(parts(fields.get(MIX)), expect(fields.get(EXPECT)));
        OwnMessages.check(fields.get(MIX), mix.payloads());
        return Optional.of(mix);
    }

    /** The messages, as payloads. */
    List<Payload> payloads() {
        List<Payload> payloads = new ArrayList<>();
        for (Part part : mix) {
            Map<Channel, List<String>> arriving = new TreeMap<>();
            expect.forEach((channel, of) -> {
                if (of.ids.contains(part.id) && of.authors.contains(part.author)) {
                    arriving.put(new Channel(channel), Target.SHIPPED.triggers());
                }
            });
            String text = OwnMessages.JSON
                    .createObjectNode()
                    .put("id", part.id)
                    .put("greeting", "hello")
                    .put("message", "hello world")
                    .put("author", part.author)
                    .toString();
            payloads.add(ShippedMessages.payload(payloads.size(), part.id, part.author, part.weight, text, arriving));
        }
        return List.copyOf(payloads);
    }

    private static List<Part> parts(PlanNode mix) {
        List<Part> parts = new ArrayList<>();
        for (PlanNode node : mix.entries()) {
            Map<String, PlanNode> fields = node.exactly(List.of("id", "author", OwnMessages.WEIGHT));
            int id = Integer.parseInt(fields.get("id").text(ID));
            String author = fields.get("author").text(SettingRanges.AUTHOR);
            if (parts.stream().anyMatch(part -> part.id == id && part.author.equals(author))) {
                throw node.refused("another id and author; these are there already");
            }
            parts.add(new Part(id, author, OwnMessages.weight(fields)));
        }
        return parts;
    }

    private static Map<String, Expectation> expect(PlanNode node) {
        Map<String, Expectation> expect = new LinkedHashMap<>();
        node.fields(Set.of(Channel.SQS.label(), Channel.SNS.label())).forEach((channel, value) -> {
            Map<String, PlanNode> fields = value.exactly(List.of("ids", "authors"));
            expect.put(
                    channel,
                    new Expectation(
                            fields.get("ids").texts(ID).stream()
                                    .map(Integer::valueOf)
                                    .toList(),
                            fields.get("authors").texts(SettingRanges.AUTHOR)));
        });
        return expect;
    }
}
