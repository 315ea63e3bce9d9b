package io.github.argometer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import io.github.argometer.plan.message.MarkPath;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Contents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnMessagesTest {

    private static final Channel ORDERS = new Channel("orders");
    private static final Channel REFUNDS = new Channel("refunds");

    private static final String PLAN = """
            messages: 300
            seed: 7
            arrival: {kind: constant, rate: 10}
            channels:
              refunds: {event: argometer-orders/refunds, mark: "body:meta.argometer", triggers: [pay]}
              orders:
                event: argometer-orders/orders
                endpoint: http://localhost:12000/x?a=1&b=2
            payloads:
              - name: order
                text: '{"n": ${variable.number}, "city": "${variable.city}", "as": "${variable.size}"}'
                weight: 2
                choose: {city: [Berlin, Rome], size: [S, L]}
                expect: {orders: [notify, archive]}
              - file: other.json
                expect: {refunds: pay, orders: notify}
            """;

    @TempDir
    Path folder;

    private Path file;
    private final Map<String, String> settings = TestSettings.defaults();

    @BeforeEach
    void names() throws IOException {
        file = folder.resolve("plan.yaml");
        settings.put("send.plan", file.toString());
        settings.put("run.id", "run");
        Files.writeString(folder.resolve("other.json"), "{\"café\": 1}\n");
    }

    @Test
    void saysWhatGoesWhereAndWhatMustCome() throws IOException {
        write(PLAN);
        SendPlan plan = plan();
        assertThat(plan.channels()).containsExactly(ORDERS, REFUNDS);
        assertThat(plan.targets().get(ORDERS))
                .isEqualTo(new Target(
                        "argometer-orders/orders",
                        "http://localhost:12000/x?a=1&b=2",
                        new MarkPath(List.of()),
                        List.of("notify", "archive")));
        assertThat(plan.targets().get(REFUNDS))
                .isEqualTo(new Target(
                        "argometer-orders/refunds", "", new MarkPath(List.of("meta", "argometer")), List.of("pay")));
        assertThat(plan.payloads()).extracting(Payload::name).containsExactly("order", "2");
        assertThat(plan.payloads()).extracting(Payload::id).containsExactly(1, 2);
        assertThat(plan.payloads()).extracting(Payload::json).containsExactly(true, true);
        assertThat(plan.payloads().get(1).text()).isEqualTo("{\"café\": 1}\n");
        assertThat(plan.flows())
                .extracting(Flow::label)
                .containsExactly("orders/notify", "orders/archive", "refunds/pay");
        assertThat(plan.expected())
                .isEqualTo(Map.of("orders/notify", 300L, "orders/archive", 200L, "refunds/pay", 100L));
        assertThat(plan.expected(ORDERS)).isEqualTo(500);
        assertThat(plan.isShipped()).isFalse();
        assertThat(plan.text())
                .isEqualTo("300 messages to each of orders and refunds, 10/s, seed 7; payloads order 2, 2 1");
        assertThat(PlanFile.keys(new Settings(settings::get)))
                .contains("send.messages", "send.channels")
                .doesNotContain("send.delay.max");
    }

    @Test
    void aTriggerThatListensAndMustNotFireHasNoRows() throws IOException {
        write("""
                channels: {orders: {event: s/e, triggers: [b, a]}}
                payloads: [{text: hello, expect: {orders: a}}, {text: bye}]
                """);
        settings.put("send.messages", "10");
        assertThat(plan().expected()).isEqualTo(Map.of("orders/b", 0L, "orders/a", 5L));
        assertThat(plan().payloads().get(1).isExpected(ORDERS)).isFalse();
        assertThat(plan().payloads().get(0).json()).isFalse();
    }

    @Test
    void ofARunRepeatsItExactly() throws IOException {
        write(PLAN);
        SendPlan first = plan();
        Path saved = new RunFolder(folder).open(first, Instant.now()).resolve("plan.json");
        JsonNode json = new ObjectMapper().readTree(saved.toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "runId",
                        "seed",
                        "messages",
                        "warmupMessages",
                        "channels",
                        "arrival",
                        "minDelayMs",
                        "maxDelayMs",
                        "payloads",
                        "workers",
                        "created",
                        "expected");
        assertThat(json.path("channels").path("orders"))
                .hasToString("{\"event\":\"argometer-orders/orders\",\"endpoint\":\"http://localhost:12000/x?a=1&b=2\","
                        + "\"mark\":\"header\",\"triggers\":[\"notify\",\"archive\"]}");
        assertThat(json.path("expected"))
                .hasToString("{\"orders/archive\":200,\"orders/notify\":300,\"refunds/pay\":100}");
        assertThat(json.path("payloads").get(1))
                .hasToString("{\"name\":\"2\",\"text\":\"{\\\"café\\\": 1}\\n\",\"weight\":1,"
                        + "\"expect\":{\"orders\":[\"notify\"],\"refunds\":[\"pay\"]}}");
        settings.put("send.plan", saved.toString());
        SendPlan again = plan();
        assertThat(again).isEqualTo(first);
        assertThat(messages(again)).isEqualTo(messages(first));
    }

    @Test
    void drawsByTheSeedTheNumberAndTheNameTheSameForEachChannel() throws IOException {
        write(PLAN);
        SendPlan plan = plan();
        Contents contents = new Contents(plan);
        List<String> bodies = new ArrayList<>();
        for (PlannedMessage message : messages(plan)) {
            String body = contents.body(attempt(plan, ORDERS, message));
            assertThat(contents.body(attempt(plan, REFUNDS, message)))
                    .isEqualTo("{\"meta\":{\"argometer\":\"argometer:%s:1970-01-01T00:00:00.000000Z\"},%s"
                            .formatted(plan.eventId(REFUNDS, message.number()), body.substring(1)));
            bodies.add(body);
        }
        // Pinned: a plan of a seed is the same for ever.
        assertThat(bodies.stream().filter(body -> body.contains("city")).limit(4))
                .containsExactly(
                        "{\"n\": 2, \"city\": \"Rome\", \"as\": \"S\"}",
                        "{\"n\": 5, \"city\": \"Rome\", \"as\": \"S\"}",
                        "{\"n\": 6, \"city\": \"Rome\", \"as\": \"S\"}",
                        "{\"n\": 8, \"city\": \"Berlin\", \"as\": \"S\"}");
        assertThat(bodies.stream()
                        .filter(body -> body.contains("city"))
                        .map(body -> body.replaceAll(".*city\": \"(.).*as\": \"(.).*", "$1$2"))
                        .collect(Collectors.groupingBy(pair -> pair, Collectors.counting())))
                .hasSize(4)
                .allSatisfy((pair, count) -> assertThat(count).as(pair).isBetween(30L, 70L));
        write(PLAN.replace("seed: 7", "seed: 8"));
        assertThat(messages(plan()).stream().map(m -> new Contents(plan).body(attempt(plan, ORDERS, m))))
                .isNotEqualTo(bodies);
    }

    @Test
    void carriesTheMarkAndNothingElse() throws IOException {
        write(PLAN);
        SendPlan plan = plan();
        Contents contents = new Contents(plan);
        PlannedMessage message = messages(plan).get(12);
        assertThat(contents.attributes(attempt(plan, ORDERS, message), text -> text))
                .isEqualTo(Map.of("Argometer", "argometer:run-orders-000012:1970-01-01T00:00:00.000000Z"));
        assertThat(contents.attributes(attempt(plan, REFUNDS, message), text -> text))
                .isEmpty();
    }

    @Test
    void fillsInWhatEachAttemptKnows() throws IOException {
        write("""
                channels: {a: {event: s/e}}
                payloads: [{text: "${variable.runId} ${variable.eventId} ${variable.number} ${variable.sentAt}", expect: {a: t}}]
                """);
        SendPlan plan = plan();
        assertThat(new Contents(plan)
                        .body(attempt(plan, new Channel("a"), messages(plan).get(3))))
                .isEqualTo("run run-a-000003 3 1970-01-01T00:00:00.000000Z");
    }

    @Test
    void takesNoMoreMessagesInARequestThanTheLongestAllows() throws IOException {
        settings.put("send.batch", "9");
        write(ofText("text: " + "x".repeat(28_000)));
        assertThatThrownBy(() -> PlanReader.batch(new Settings(settings::get), plan()))
                .hasMessage("setting send.batch = \"9\": must be an integer from 1 to 8");
    }

    @Test
    void refusesByLineAndFieldWhatAChannelCannotBe() throws IOException {
        String event = "{event: s/e}";
        refusesChannels("orders: {evnt: s/e}", "orders.evnt = \"s/e\": must be one of endpoint, event, mark, triggers");
        refusesChannels("Orders: " + event, "Orders = \"{…}\": must be under a channel's name, 1 to 32 of a-z 0-9");
        refusesChannels("my-orders: " + event, "my-orders = \"{…}\": must be under a channel's name");
        refusesChannels(
                "sqs: " + event,
                "sqs = \"{…}\": must be under a channel's name, 1 to 32 of a-z 0-9, the first a"
                        + " letter, other than sqs and sns");
        refusesChannels("x: {}", "x = \"{…}\": must be fields with an event, <EventSource>/<event>");
        refusesChannels("x: s/e", "x = \"s/e\": must be fields of its own");
        for (String wrong : List.of("orders", "a/b/c", "/b", "a/", "A/b", "\"\"")) {
            refusesChannels(
                    "x: {event: " + wrong + "}",
                    "x.event = \"" + wrong.replace("\"", "")
                            + "\": must be <EventSource>/<event>, such as argometer-orders/orders");
        }
        refusesChannels(
                "x: {event: s/e, mark: body}", "x.mark = \"body\": must be header, attribute, or body: and a path");
        refusesChannels(
                "x: {event: s/e, triggers: [\"a b\"]}",
                "x.triggers[0] = \"a b\": must be 1 to 128 visible ASCII characters without comma");
        refusesChannels("x: {event: s/e, triggers: [\"a,b\"]}", "x.triggers[0] = \"a,b\": must be 1 to 128 visible");
        refusesChannels("x: {event: s/e, triggers: [é]}", "x.triggers[0] = \"é\": must be 1 to 128 visible");
        refusesChannels("x: {event: s/e, triggers: [a, a]}", "x.triggers[1] = \"a\": must be another value");
        refusesChannels("x: {event: s/e, triggers: []}", "x.triggers = \"[…]\": must be a list of one value or more");
        refusesChannels(
                "x: {event: s/e, endpoint: orders}", "x.endpoint = \"orders\": must be a Camel endpoint such as");
        refusesChannels(
                "x: {event: s/e, endpoint: \"http://h/{{db.password}}\"}",
                "x.endpoint = \"http://h/{{db.password}}\": must be a Camel endpoint");
        refusesChannels(
                "x: " + event, "x = \"{…}\": must be a channel with triggers, of its own or in some payload's expect");
    }

    @Test
    void refusesAnEndpointWithASecretAndNeverShowsIt() throws IOException {
        for (String endpoint : List.of(
                "http://me:s3cret@h/x",
                "https://h/x?authPassword=s3cret",
                "https://h/x?api_key=s3cret",
                "nats:x?servers=t0ken%40h:4222",
                "nats:x?servers=s3cret@h:4222",
                "aws2-sqs:q?accessKey=AK&secretKey=RAW(s3cret)",
                "aws2-sqs:q?sessionToken=s3cret")) {
            write("seed: 1\nchannels:\n  x: {event: s/e, endpoint: \"" + endpoint + "\"}\npayloads: [{text: a}]\n");
            assertThatThrownBy(this::plan)
                    .as(endpoint)
                    .isInstanceOf(Settings.Invalid.class)
                    .hasMessageStartingWith(
                            file + ":3: channels.x.endpoint: must be an endpoint without user, password and")
                    .hasMessageEndingWith("(its value is not shown)")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void refusesByLineAndFieldWhatAPayloadCannotBe() throws IOException {
        refuses("texts: a", "texts = \"a\": must be one of choose, expect, file, name, text, weight");
        refuses("name: a", " = \"{…}\": must be fields with either text or file");
        refuses("text: a, file: b", " = \"{…}\": must be fields with either text or file");
        refuses("text: \"\"", "text = \"\": must be a text that can be sent");
        refuses("text: \"a\\u0007b\"", "text = \"a\u0007b\": must be a text that can be sent");
        refuses("text: [a]", "text = \"[…]\": must be a text that can be sent");
        refuses("text: ~", "text = \"~\": must be a text that can be sent");
        refuses("text: a, name: \"a,b\"", "name = \"a,b\": must be 1 to 255 characters that can be sent");
        for (String weight : List.of("-1", "1.5", "1000001", "01", "many", "99999999999999999999")) {
            refuses("text: a, weight: " + weight, "weight = \"" + weight + "\": must be an integer from 0 to 1000000");
        }
        refuses("text: a, choose: {number: [1]}", "choose.number = \"[…]\": must be under a name of 1 to 64 of A-Z");
        refuses("text: a, choose: {a-b: [1]}", "choose.a-b = \"[…]\": must be under a name of 1 to 64");
        refuses("text: a, choose: {c: []}", "choose.c = \"[…]\": must be a list of one value or more");
        refuses("text: a, choose: Rome", "choose = \"Rome\": must be fields of its own");
        refuses("text: \"${variable.city}\"", "text = \"${variable.city}\": must be a text whose placeholders name ");
        refuses("text: \"${variable.number\"", "text = \"${variable.number\": must be a text whose every ${ has its }");
        refuses("text: \"${wrong}\"", "text = \"${wrong}\": must be a text whose placeholders Camel's Simple language");
        refuses(
                "text: \"${body}\"",
                "text = \"${body}\": must be a text whose placeholders have a value; ${body} has none");
        refuses("text: a, expect: {y: t}", "expect.y = \"t\": must be under one of the plan's channels, x");
        refuses("text: a, expect: {x: [t, u]}", "expect.x = \"[…]\": must be some of the channel's triggers, t");
        refuses("text: a, expect: {x: \"a,b\"}", "expect.x = \"a,b\": must be 1 to 128 visible ASCII characters");
        refuses("text: a, expect: [t]", "expect = \"[…]\": must be fields of its own");
        refuses("text: a, text: b", "text = \"b\": must be one value; the field is there already");
    }

    @Test
    void refusesAFileThatIsMissingOrNotUtf8OrTooLarge() throws IOException {
        String why = "file = \"in\": must be a file in UTF-8, relative to the plan; this is none: ";
        refuses("file: in", why + "it cannot be read: no such file or folder");
        Files.write(folder.resolve("in"), "a\nJ\u00fcrgen".getBytes(StandardCharsets.ISO_8859_1));
        refuses("file: in", why + "line 2: not in UTF-8");
        Files.writeString(folder.resolve("in"), "x".repeat(262_145));
        refuses("file: in", "file = \"in\": must be a file of at most 262144 bytes (256 KiB), which SQS and SNS take");
        Files.writeString(folder.resolve("in"), "x".repeat(262_100));
        refuses(
                "file: in",
                "file = \"in\": must be of at most 262144 bytes (256 KiB), which SQS and SNS take, with its mark");
        Files.writeString(folder.resolve("in"), "");
        refuses("file: in", "file = \"in\": must be a file with a text that can be sent");
        write(ofText("text: \"" + "x".repeat(262_100) + "\""));
        assertThatThrownBy(this::plan)
                .hasMessageStartingWith(
                        file + ":3: payloads[0].text = \"" + "x".repeat(300) + "…\": must be of at most 262144");
        write(ofText(
                "text: \"${variable.c}" + "x".repeat(261_500) + "\", choose: {c: [a, " + "b".repeat(1_000) + "]}"));
        assertThatThrownBy(this::plan).hasMessageContaining(": must be of at most 262144 bytes (256 KiB)");
    }

    @Test
    void refusesABodyThatCannotCarryTheMark() throws IOException {
        String mark = "channels: {x: {event: s/e, mark: \"body:a.m\", triggers: t}}\npayloads:\n- {";
        for (String[] wrong : new String[][] {
            {"text: hello", "a JSON object, to carry the mark at body:a.m; it is none: "},
            {"text: '[1]'", "a JSON object, to carry the mark at body:a.m"},
            {"text: '{\"a\": {\"m\": 1}}'", "a JSON object without anything at body:a.m"},
            {"text: '{\"a\": 1}'", "a JSON object without anything at body:a.m"},
            {"text: '{\"b\": ${variable.v}}', choose: {v: [1, oops]}", "a JSON object, to carry the mark at body:a.m;"}
        }) {
            write(mark + wrong[0] + "}\n");
            assertThatThrownBy(this::plan)
                    .as(wrong[0])
                    .isInstanceOf(Settings.Invalid.class)
                    .hasMessageStartingWith(file + ":3: payloads[0].text = ")
                    .hasMessageContaining("\": must be " + wrong[1]);
        }
    }

    @Test
    void refusesAPlaceholderThatFailsWithTheShortestOrTheLongestValue() throws IOException {
        String own = "channels: {x: {event: s/e, triggers: t}}\npayloads: [{text: '%s'}]\n";
        for (String placeholder : List.of(
                "${variable.number.charAt(5)}", "${variable.runId.substring(0,30)}", "${variable.number.nothing}")) {
            refuses(
                    own.formatted(placeholder),
                    2,
                    "payloads[0].text = \"" + placeholder + "\": must be a text whose placeholders have a value; "
                            + placeholder + " fails: ");
        }
    }

    @Test
    void refusesWhatPayloadsSayAndChannelsWithoutThem() throws IOException {
        String own = "channels: {x: {event: s/e, triggers: t}}\npayloads: [{text: a}]\n";
        refuses(own + "mix: [{id: 4, author: A, weight: 1}]", 3, "mix = \"[…]\": must be left out: payloads say that");
        refuses(own + "payloadBytes: 5", 3, "payloadBytes = \"5\": must be left out: payloads say that");
        refuses(own + "expect: {sns: {ids: 4}}", 3, "expect = \"{…}\": must be left out: payloads say that");
        refuses("channels: {x: {event: s/e, triggers: t}}", 1, "channels = \"{…}\": must be beside payloads, since");
        refuses("channels: {}\npayloads: [{text: a}]", 1, "channels = \"{…}\": must be one channel or more, by name");
        refuses(own.replace("[{text: a}]", "[]"), 2, "payloads = \"[…]\": must be a list of one value or more");
        refuses(
                own.replace("{text: a}", "{text: a, weight: 0}"),
                2,
                "payloads = \"[…]\": must be 1 to 1000 payloads with a sum of weights above 0");
        refuses(
                own.replace("{text: a}", "{text: a, name: b}, {text: a, name: b}"),
                2,
                "payloads[1].name = \"b\": must be a payload of another name than those before it; it is \"b\"");
        refuses(
                own.replace("{text: a}", "{text: a, name: 2}, {text: a}"),
                2,
                "payloads[1] = \"{…}\": must be a payload of");
    }

    private void refusesChannels(String channel, String complaint) throws IOException {
        refuses("seed: 1\nchannels:\n  " + channel + "\npayloads: [{text: a}]\n", 3, "channels." + complaint);
    }

    private void refuses(String payload, String complaint) throws IOException {
        String path = complaint.startsWith(" ") ? "payloads[0]" : "payloads[0].";
        refuses(ofText(payload), 3, path + complaint);
    }

    private static String ofText(String payload) {
        return "channels: {x: {event: s/e, triggers: t}}\npayloads:\n- {" + payload + "}\n";
    }

    private void refuses(String text, int line, String complaint) throws IOException {
        write(text);
        assertThatThrownBy(this::plan)
                .as(text)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageStartingWith(file + ":" + line + ": " + complaint);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private SendPlan plan() {
        return PlanReader.plan(new Settings(settings::get), Clock.systemUTC());
    }

    private static Attempt attempt(SendPlan plan, Channel channel, PlannedMessage message) {
        return new Attempt(
                channel, message, plan.eventId(channel, message.number()), "", 1, Instant.EPOCH, Instant.EPOCH);
    }

    private static List<PlannedMessage> messages(SendPlan plan) {
        List<PlannedMessage> messages = new ArrayList<>();
        plan.messages(new Share(0, 1)).forEachRemaining(messages::add);
        return messages;
    }
}
