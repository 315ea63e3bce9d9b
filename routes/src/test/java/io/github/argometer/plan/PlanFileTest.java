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
                mix:
                  - {id: 4, author: Ankur, weight: 3}
                  - {id: 5, author: David, weight: 1}
                payloadBytes: 512
                expect: {sns: {ids: [5], authors: [David]}}
                """);
        SendPlan plan = plan();
        assertThat(plan.messages()).isEqualTo(600);
        assertThat(plan.seed()).isEqualTo(-3);
        assertThat(plan.warmupMessages()).isEqualTo(60);
        assertThat(plan.channels()).containsExactly(Channel.SNS);
        assertThat(plan.arrival())
                .isEqualTo(
                        new Arrival.Steps(List.of(new Arrival.Steps.Step(10, 30), new Arrival.Steps.Step(20.5, 60))));
        assertThat(mix(plan)).isEqualTo(new Mix(List.of(new Mix.Part(4, "Ankur", 3), new Mix.Part(5, "David", 1))));
        assertThat(plan.demo().orElseThrow().payloadBytes()).isEqualTo(512);
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
        settings.put("send.mix", "4:Jürgen \u00a0\ud83d\ude00 \"\\\\/:2,5:NO:5");
        settings.put("send.payload-bytes", "200");
        settings.put("expect.sns.ids", "5");
        for (String arrival : List.of("uniform", "constant", "poisson", "ramp", "steps")) {
            settings.put("send.arrival", arrival);
            SendPlan first = plan();
            Path saved = new RunFolder(folder).open(first, Instant.now()).resolve("plan.json");

            Map<String, String> others = TestSettings.defaults();
            others.put("send.plan", saved.toString());
            SendPlan again = PlanReader.plan(new Settings(others::get), Clock.systemUTC());

            assertThat(again.runId()).isNotEqualTo(first.runId());
            assertThat(again.arrival()).isEqualTo(first.arrival());
            assertThat(mix(again)).isEqualTo(mix(first));
            assertThat(again.expected()).isEqualTo(first.expected());
            assertThat(messages(again)).isEqualTo(messages(first));
        }
    }

    @Test
    void takesAValueAsItIsWritten() throws IOException {
        write("""
                messages: &all 600
                channels: [sns]
                mix:
                  - {id: 4, author: NO, weight: 1}
                  - {id: 5, author: 2020-01-01, weight: 1}
                  - {id: 5, author: &who "Jürgen\u00a0\ud83d\ude00", weight: 1}
                  - {id: -7, author: "null", weight: 1}
                  - {id: 6, author: 0x1F, weight: *all}
                expect: {sns: {ids: [5, 6], authors: [*who, 0x1F]}}
                """);
        SendPlan plan = plan();
        assertThat(mix(plan).parts())
                .extracting(Mix.Part::author)
                .containsExactly("NO", "2020-01-01", "Jürgen\u00a0\ud83d\ude00", "null", "0x1F");
        assertThat(mix(plan).parts()).extracting(Mix.Part::id).containsExactly(4, 5, 5, -7, 6);
        assertThat(mix(plan).parts()).extracting(Mix.Part::weight).containsExactly(1L, 1L, 1L, 1L, 600L);
        assertThat(plan.payloads())
                .filteredOn(payload -> payload.isExpected(Channel.SNS))
                .extracting(Payload::name)
                .containsExactly("Jürgen\u00a0\ud83d\ude00", "0x1F");
    }

    @Test
    void refusesByLineAndFieldWhatHasNoPlainValue() throws IOException {
        refuses(
                "seed: 1\nmix: [{id: 010, author: A, weight: 1}]",
                2,
                "mix[0].id = \"010\": must be an integer in decimal");
        refuses("mix:\n- {id: 4, author: null, weight: 1}", 2, "mix[0].author = \"null\": must be 1 to 255 characters");
        refuses("mix:\n- {id: 4, author: ~, weight: 1}", 2, "mix[0].author = \"~\": must be 1 to 255 characters");
        refuses("mix:\n- {id: 4, weight: 1, author: }", 2, "mix[0].author = \"\": must be 1 to 255 characters");
        refuses(
                "mix:\n- {id: 4, author: !!binary eA==, weight: 1}",
                2,
                "mix[0].author = \"tag:yaml.org,2002:binary eA==\"");
        refuses(
                "mix:\n- {id: 4, author: \"a,b\", weight: 1}",
                2,
                "mix[0].author = \"a,b\": must be 1 to 255 characters");
        refuses("mix:\n- {id: 4, author: \"a:b\", weight: 1}", 2, "mix[0].author = \"a:b\"");
        refuses("mix:\n- {id: 4, author: \" a\", weight: 1}", 2, "mix[0].author = \"");
        refuses("mix:\n- {id: 4, author: \"a\\nb\", weight: 1}", 2, "mix[0].author = \"a\nb\"");
        refuses("mix:\n- {id: 4, author: [a], weight: 1}", 2, "mix[0].author = \"[…]\"");
        refuses("mix:\n- {id: 4, author: Ankur}", 2, "mix[0] = \"{…}\": must be exactly the fields id, author, weight");
        refuses("mix: [{id: 4, author: A, weight: 1, wieght: 2}]", 1, "mix[0] = \"{…}\": must be exactly the fields");
        refuses("mix: 4:A:1,5:B:1", 1, "mix = \"4:A:1,5:B:1\": must be exactly the fields id, author, weight");
        refuses("expect:\n  sns:\n    authors: [\"a,b\"]", 3, "expect.sns.authors[0] = \"a,b\"");
        refuses("expect:\n  sns:\n    authors: a,b", 3, "expect.sns.authors = \"a,b\"");
        refuses("expect:\n  sns:\n    ids: [4, 05]", 3, "expect.sns.ids[1] = \"05\"");
        refuses("channels: []", 1, "channels = \"[…]\": must be a list of one value or more");
        refuses("messages: 1_000", 1, "messages = \"1_000\": must be an integer in decimal digits");
        refuses("messages: ٤", 1, "messages = \"٤\"");
        refuses("messages: [5]", 1, "messages = \"[…]\"");
        refuses(
                "arrival:\n  kind: constant\n  rate: 5d",
                3,
                "arrival.rate = \"5d\": must be a number in decimal digits");
        refuses("arrival: poisson", 1, "arrival = \"poisson\": must be fields of its own");
        refuses("messages: 1\nmessages: 2", 2, "messages = \"2\": must be one value; the field is there already");
        refuses("{\"mix\":\n[{\"id\":4,\n\"id\":5}]}", 3, "mix[0].id = \"5\": must be one value");
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
        refuses("seed: 3\nmix: [{id: 4, author: Ankur, weight: 0}]", 2, "mix = \"4:Ankur:0\": must be ");
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
        Files.write(file, "seed: 3\nmix: [{id: 4, author: Jürgen, weight: 1}]\n".getBytes(StandardCharsets.ISO_8859_1));
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

    private static Mix mix(SendPlan plan) {
        return plan.demo().orElseThrow().mix();
    }

    private static List<PlannedMessage> messages(SendPlan plan) {
        List<PlannedMessage> messages = new ArrayList<>();
        plan.messages(new Share(0, 1)).forEachRemaining(messages::add);
        return messages;
    }
}
