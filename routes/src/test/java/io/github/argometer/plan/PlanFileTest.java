package io.github.argometer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {

    @TempDir
    Path folder;

    private Path file;
    private final Map<String, String> settings = TestSettings.defaults();

    @BeforeEach
    void names() {
        file = folder.resolve("plan.yaml");
        settings.put("send.plan", file.toString());
    }

    @Test
    void goesBeforeTheSettings() throws IOException {
        write("""
                messages: 600
                seed: -3
                warmupMessages: 60
                channels: [sns]
                arrival: {kind: steps, steps: [{rate: 10, seconds: 30}, {rate: 20.5, seconds: 60}]}
                payloads:
                  - {text: '{"id": 4, "message": "hi", "author": "Ankur"}', weight: 3}
                  - {text: '{"id": 5, "message": "hi", "author": "David"}', expect: [sqs, sns]}
                """);
        SendPlan plan = plan();
        assertThat(plan.messages()).isEqualTo(600);
        assertThat(plan.seed()).isEqualTo(-3);
        assertThat(plan.warmupMessages()).isEqualTo(60);
        assertThat(plan.channels()).containsExactly(Channel.SNS);
        assertThat(plan.arrival())
                .isEqualTo(
                        new Arrival.Steps(List.of(new Arrival.Steps.Step(10, 30), new Arrival.Steps.Step(20.5, 60))));
        assertThat(plan.payloads()).extracting(Payload::id).containsExactly(4, 5);
        assertThat(plan.payloads()).extracting(Payload::name).containsExactly("Ankur", "David");
        assertThat(plan.payloads()).extracting(Payload::weight).containsExactly(3L, 1L);
        assertThat(plan.text())
                .isEqualTo(
                        "600 messages to sns, 10/s for 30 s, then 20.5/s for 60 s, seed -3; payloads 4 Ankur 3, 5 David 1;"
                                + " the first 60 are warm-up");
        assertThat(plan.expected()).isEqualTo(Map.of("sns", 150L));
        assertThat(PlanFile.keys(new Settings(settings::get)))
                .contains("send.messages")
                .doesNotContain("send.rate");
    }

    @Test
    void leavesToTheSettingsWhatItDoesNotName() throws IOException {
        settings.put("send.messages", "77");
        write("channels: [sqs]\n");
        assertThat(plan().messages()).isEqualTo(77);
        assertThat(plan().channels()).containsExactly(Channel.SQS);
    }

    @Test
    void ofARunRepeatsItExactly() throws IOException {
        settings.put("send.plan", "");
        settings.put("send.messages", "500");
        SendPlan demo = plan();
        write("""
                payloads:
                  - text: '{"id":4,"message":"a\\tb","author":"J\u00fcrgen \u00a0\ud83d\ude00 \\"\\\\/"}'
                    weight: 2
                  - text: "{\\"id\\":-5,\\"message\\":\\"\\x7f\\x80\\u2028\\",\\"author\\":\\"NO\\"}"
                    expect: sns
                """);
        for (String arrival : List.of("uniform", "constant", "poisson", "ramp", "steps")) {
            settings.put("send.arrival", arrival);
            settings.put("send.plan", file.toString());
            SendPlan first = plan();
            assertThat(first.payloads()).isNotEqualTo(demo.payloads());
            Path saved = new RunFolder(folder).open(first, Instant.now()).resolve("plan.json");

            Map<String, String> others = TestSettings.defaults();
            others.put("send.plan", saved.toString());
            SendPlan again = PlanReader.plan(new Settings(others::get), Clock.systemUTC());

            assertThat(again.runId()).isNotEqualTo(first.runId());
            assertThat(again.arrival()).isEqualTo(first.arrival());
            assertThat(again.payloads()).isEqualTo(first.payloads());
            assertThat(again.expected()).isEqualTo(first.expected());
            assertThat(messages(again)).isEqualTo(messages(first));
        }
    }

    @Test
    void ofARunWithLongPayloadsRepeatsIt() throws IOException {
        StringBuilder plan = new StringBuilder("payloads:\n");
        for (int id = 0; id < 16; id++) {
            String text = "{\"id\": %d, \"message\": \"a\", \"author\": \"b\", \"more\": \"%s\"}"
                    .formatted(id, "x".repeat(250_000));
            Files.writeString(folder.resolve(id + ".json"), text);
            plan.append("  - file: ").append(id).append(".json\n");
        }
        write(plan.toString());
        SendPlan first = plan();
        settings.put(
                "send.plan",
                new RunFolder(folder)
                        .open(first, Instant.now())
                        .resolve("plan.json")
                        .toString());

        assertThat(plan().payloads()).isEqualTo(first.payloads());
    }

    @Test
    void takesAValueAsItIsWritten() throws IOException {
        write("""
                messages: &all 600
                channels: [sns]
                payloads:
                  - {text: &hi '{"id": 4, "message": "null", "author": "NO"}', weight: 1}
                  - {text: '{"id": -7, "message": "a", "author": "J\u00fcrgen\u00a0\ud83d\ude00"}', weight: *all, expect: sns}
                """);
        SendPlan plan = plan();
        assertThat(plan.messages()).isEqualTo(600);
        assertThat(plan.payloads()).extracting(Payload::name).containsExactly("NO", "Jürgen\u00a0\ud83d\ude00");
        assertThat(plan.payloads()).extracting(Payload::id).containsExactly(4, -7);
        assertThat(plan.payloads()).extracting(Payload::weight).containsExactly(1L, 600L);
        assertThat(plan.payloads())
                .filteredOn(payload -> payload.isExpected(Channel.SNS))
                .extracting(Payload::id)
                .containsExactly(-7);
    }

    @Test
    void refusesByLineAndFieldWhatHasNoPlainValue() throws IOException {
        refuses("seed: 1\nmessages: 010", 2, "messages = \"010\": must be an integer in decimal");
        refuses("seed: ~", 1, "seed = \"~\": must be an integer in decimal");
        refuses("arrival:\n  kind: !!binary eA==", 2, "arrival.kind = \"tag:yaml.org,2002:binary eA==\"");
        refuses("arrival:\n  kind: [steps]", 2, "arrival.kind = \"[…]\"");
        refuses(
                "arrival: {kind: steps, steps: [{rate: 4}]}",
                1,
                "arrival.steps[0] = \"{…}\": must be exactly the fields rate, seconds");
        refuses("arrival: {kind: steps, steps: 4x1}", 1, "arrival.steps = \"4x1\": must be exactly the fields");
        refuses("channels: []", 1, "channels = \"[…]\": must be a list of one value or more");
        refuses("messages: 1_000", 1, "messages = \"1_000\": must be an integer in decimal digits");
    }

    @Test
    void refusesAMessageThatTheShippedRecordersDoNotKnow() throws IOException {
        String allowed =
                ": must be a JSON object with an id, a message and an author, as the channels sqs and sns take them: a 32-bit";
        for (String text : List.of(
                "hello",
                "[4]",
                "{\"id\": 4.5, \"message\": \"a\", \"author\": \"b\"}",
                "{\"id\": 2147483648, \"message\": \"a\", \"author\": \"b\"}",
                "{\"id\": 4, \"message\": 1, \"author\": \"b\"}",
                "{\"id\": 4, \"message\": \"\\u0000\", \"author\": \"b\"}",
                "{\"id\": 4, \"message\": \"\\ud800\", \"author\": \"b\"}",
                "{\"id\": 4, \"message\": \"a\"}",
                "{\"id\": 4, \"message\": \"a\", \"author\": \" b\"}",
                "{\"id\": ${variable.number}, \"message\": \"a\", \"author\": \"b\"}")) {
            refuses("seed: 1\npayloads:\n- text: '" + text + "'", 3, "payloads[0].text = \"" + text + "\"" + allowed);
        }
        String text = "text: '{\"id\": 4, \"message\": \"a\", \"author\": \"b\"}'";
        refuses(
                "payloads:\n- {" + text + ", name: b}",
                2,
                "payloads[0].name = \"b\": must be one of expect, file, text");
        refuses("payloads:\n- {" + text + ", expect: {sqs: a}}", 2, "payloads[0].expect = \"{…}\": must be sqs or sns");
        refuses(
                "payloads:\n- {" + text + ", expect: [sns, a]}",
                2,
                "payloads[0].expect[1] = \"a\": must be sqs or sns");
        refuses(
                "payloads:\n- {" + text + ", weight: 0}",
                2,
                "payloads = \"[…]\": must be 1 to 1000 payloads with a sum");
        refuses(
                "payloads:\n- {" + text + "}\n- {" + text + "}",
                3,
                "payloads[1].text = \"{\"id\": 4, \"message\": \"a\", \"author\": \"b\"}\": must be a payload of another id");
    }

    @Test
    void takesIdsAndAuthorsAsPlansOfBeforeSaidThem() throws IOException {
        String mix = "mix: [{id: 4, author: NO, weight: 2}, {id: 5, author: A, weight: 1}]\n";
        String expect = "expect: {sns: {ids: [4, 5], authors: [NO]}}\n";
        write(mix + expect + "payloadBytes: 0\n");
        assertThat(plan().expected()).isEqualTo(Map.of("sqs", 0L, "sns", 1_600L));
        assertThat(plan().payloads())
                .extracting(Payload::text)
                .first()
                .isEqualTo("{\"id\":4,\"greeting\":\"hello\",\"message\":\"hello world\",\"author\":\"NO\"}");

        String aside = "left out, or beside both mix and expect: payloads say that";
        refuses("seed: 1\n" + mix, 2, "mix = \"[…]\": must be " + aside);
        refuses(expect, 1, "expect = \"{…}\": must be " + aside);
        refuses("payloadBytes: 0", 1, "payloadBytes = \"0\": must be " + aside);
        refuses(
                mix + expect + "payloadBytes: 500",
                3,
                "payloadBytes = \"500\": must be 0; longer messages are payloads");
        refuses(
                mix.replace(", weight: 1", "") + expect,
                1,
                "mix[1] = \"{…}\": must be exactly the fields id, author, weight");
        refuses(mix.replace("5, author: A", "4, author: NO") + expect, 1, "mix[1] = \"{…}\": must be another id");
        refuses(mix.replace("id: 4", "id: 3000000000") + expect, 1, "mix[0].id = \"3000000000\": must be");
        refuses(mix + expect.replace("sns", "kafka"), 2, "expect.kafka = \"{…}\": must be one of sns, sqs");
        refuses(mix + "expect: {sns: {ids: [4]}}", 2, "expect.sns = \"{…}\": must be exactly the fields ids, authors");
        refuses(
                mix + expect + "payloads: [{text: '{\"id\": 4, \"message\": \"\", \"author\": \"NO\"}'}]",
                1,
                "mix = \"[…]\": must be left out, or with payloadBytes and expect say what payloads say");
    }

    @Test
    void refusesAPayloadThatIsTooLongForAJob() throws IOException {
        String text =
                "text: '{\"id\": 4, \"message\": \"a\", \"author\": \"b\", \"more\": \"" + "x".repeat(92_160) + "\"}'";
        write("payloads:\n- {" + text + ", expect: sns}");
        assertThat(plan().expected()).isEqualTo(Map.of("sqs", 0L, "sns", 2_400L));
        write("payloads:\n- {" + text + ", expect: sqs}");
        assertThatThrownBy(this::plan)
                .hasMessageEndingWith(
                        "must be a plan whose payloads[0], expected of sqs, has at most 92,160 bytes, which a Job's argument"
                                + " takes; it has 92,212");
        settings.put("send.channels", "sns");
        assertThat(plan().expected()).isEqualTo(Map.of("sns", 0L));
        write("payloads:\n- {" + text.replace("xx", "xxxxxx") + "}");
        assertThatThrownBy(this::plan).hasMessageContaining(": must be of at most 256,000 bytes; it has 276,532");
    }

    @Test
    void refusesAFieldThatTheArrivalDoesNotRead() throws IOException {
        refuses(
                "arrival:\n  kind: constant\n  rate: 5\n  maxDelayMs: 5",
                4,
                "arrival.maxDelayMs = \"5\": must be left out with arrival.kind constant");
        refuses("arrival: {rate: 5}", 1, "arrival.rate = \"5\": must be left out with arrival.kind uniform");
    }

    @Test
    void refusesByLineAndFieldWhatIsOutOfRange() throws IOException {
        refuses(
                "arrival: {kind: poisson, rate: -2}",
                1,
                "arrival.rate = \"-2\": must be a number from 0.001 to 1000000");
        refuses("channels: [kafka]", 1, "channels = \"kafka\": must be sqs, sns or both: sqs,sns");
    }

    @Test
    void refusesAFieldThatNoPlanHasAndAFileThatIsNone() throws IOException {
        refuses("seed: 1\nmesages: 3", 2, "mesages = \"3\": must be one of arrival.from, arrival.kind, ");
        refuses("arrival: {kind: poisson, speed: 3}", 1, "arrival.speed = \"3\": must be one of ");
        refuses("base: &b {seed: 1}\n<<: *b", 1, "base = \"{…}\": must be one of ");
        isNone("", "no fields");
        isNone("- 1\n", "no fields");
        isNone("seed: 1\nmessages: [\n", "line 3: expected the node content, but found '<stream end>'");
        isNone("seed: 1\n---\nseed: 2\n", "line 3: a second document");
        isNone("{\"seed\": 1}\n{\"seed\": 2}\n", "line 2: expected '<document start>', but found '{'");
        isNone("seed: *other\n", "line 1: found undefined alias other");
        Files.delete(file);
        assertThatThrownBy(this::plan).hasMessageEndingWith("this is none: it cannot be read: no such file or folder");
    }

    @Test
    void refusesBytesThatAreNotUtf8ByTheirLineAndTakesAByteOrderMark() throws IOException {
        for (var encoding : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE)) {
            Files.write(file, "# €\nseed: 3 # J\u00fcrgen \ud83d\ude00\n".getBytes(encoding));
            assertThatThrownBy(this::plan).isInstanceOf(Settings.Invalid.class);
        }
        Files.write(file, "seed: 3\narrival: {kind: Jürgen}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(this::plan).hasMessageEndingWith("this is none: line 2: not in UTF-8");
        write("\ufeffseed: 3\n");
        assertThat(plan().seed()).isEqualTo(3);
    }

    private void refuses(String text, int line, String complaint) throws IOException {
        write(text);
        assertThatThrownBy(this::plan)
                .as(text)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageStartingWith(file + ":" + line + ": " + complaint);
    }

    private void isNone(String text, String why) throws IOException {
        write(text);
        assertThatThrownBy(this::plan)
                .isInstanceOf(Settings.Invalid.class)
                .hasMessage("setting send.plan = \"%s\": must be a plan in YAML or JSON; this is none: %s"
                        .formatted(file, why));
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private SendPlan plan() {
        return PlanReader.plan(new Settings(settings::get), Clock.systemUTC());
    }

    private static List<PlannedMessage> messages(SendPlan plan) {
        List<PlannedMessage> messages = new ArrayList<>();
        plan.messages(new Share(0, 1)).forEachRemaining(messages::add);
        return messages;
    }
}
