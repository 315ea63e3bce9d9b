package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import java.io.IOException;
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
        assertThat(plan.mix()).isEqualTo(new Mix(List.of(new Mix.Part(4, "Ankur", 3), new Mix.Part(5, "David", 1))));
        assertThat(plan.payloadBytes()).isEqualTo(512);
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
        settings.put("send.mix", "4:Ankur:2,5:David:5");
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
            assertThat(again.mix()).isEqualTo(first.mix());
            assertThat(again.expected()).isEqualTo(first.expected());
            assertThat(messages(again)).isEqualTo(messages(first));
        }
    }

    @Test
    void refusesByFileAndFieldWhatIsOutOfRange() throws IOException {
        write("arrival: {kind: poisson, rate: -2}\n");
        assertThatThrownBy(this::plan)
                .hasMessage(file + ": arrival.rate = \"-2\": allowed is a number from 0.001 to 1000000");
        write("mix: [{id: 4, author: Ankur, weight: 0}]\n");
        assertThatThrownBy(this::plan).hasMessageStartingWith(file + ": mix = \"4:Ankur:0\": allowed is ");
        write("mix: [{id: 4, author: Ankur}]\n");
        assertThatThrownBy(this::plan)
                .hasMessageStartingWith(file + ": mix = \"{\"id\":4,\"author\":\"Ankur\"}\": allowed is ");
        write("channels: [kafka]\n");
        assertThatThrownBy(this::plan)
                .hasMessage(file + ": channels = \"kafka\": allowed is sqs, sns or both: sqs,sns");
    }

    @Test
    void refusesAFieldThatNoPlanHasAndAFileThatIsNone() throws IOException {
        write("mesages: 3\n");
        assertThatThrownBy(this::plan).hasMessageEndingWith("; this has mesages");
        write("arrival: {kind: poisson, speed: 3}\n");
        assertThatThrownBy(this::plan).hasMessageEndingWith("; this has arrival.speed");
        for (String none : List.of("", "- 1\n", "messages: [\n", "messages: 1\nmessages: 2\n")) {
            write(none);
            assertThatThrownBy(this::plan)
                    .isInstanceOf(Settings.Invalid.class)
                    .hasMessageStartingWith(
                            "setting send.plan = \"%s\": allowed is a plan in YAML or JSON; this is none: "
                                    .formatted(file));
        }
        Files.delete(file);
        assertThatThrownBy(this::plan).hasMessageContaining("this is none: java.nio.file.NoSuchFileException");
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
