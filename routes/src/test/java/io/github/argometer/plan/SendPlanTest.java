package io.github.argometer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendPlanTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T01:02:03Z"), ZoneOffset.UTC);

    private final Map<String, String> settings = TestSettings.defaults();

    @BeforeEach
    void seed() {
        settings.put("send.seed", "42");
    }

    @Test
    void sendsEachOfTheSixPairs400Times() {
        Map<String, Long> pairs = messages(plan()).stream()
                .collect(Collectors.groupingBy(
                        m -> m.payload().id() + m.payload().name(), Collectors.counting()));
        assertThat(pairs)
                .isEqualTo(Map.of(
                        "4Ankur", 400L, "4Brian", 400L, "4David", 400L, "5Ankur", 400L, "5Brian", 400L, "5David",
                        400L));
    }

    @Test
    void expects400OfSqsAnd800OfSns() {
        assertThat(plan().expected()).isEqualTo(Map.of("sqs", 400L, "sns", 800L));
    }

    @Test
    void expectsExactlyWhatItsMessagesCallForWhateverTheirNumber() {
        for (int number : new int[] {1, 2, 5, 6, 7, 61, 100, 2_399}) {
            settings.put("send.messages", String.valueOf(number));
            for (Channel channel : Channel.SHIPPED) {
                SendPlan plan = plan();
                assertThat(plan.expected(channel))
                        .isEqualTo(messages(plan).stream()
                                .filter(message -> message.payload().isExpected(channel))
                                .count());
            }
        }
    }

    @Test
    void repeatsItselfFromItsSeedAndIsShuffled() {
        List<PlannedMessage> messages = messages(plan());
        assertThat(messages(plan())).isEqualTo(messages);
        assertThat(messages).extracting(PlannedMessage::number).isSorted();
        assertThat(messages.subList(0, 6).stream().map(PlannedMessage::payload).distinct())
                .hasSizeLessThan(6);
        settings.put("send.seed", "43");
        assertThat(messages(plan())).isNotEqualTo(messages);
    }

    @Test
    void spacesMessagesWithinTheDelaysAndUsesTheirWholeRange() {
        settings.put("send.delay.min", "100");
        settings.put("send.delay.max", "300");
        Duration last = Duration.ZERO;
        List<Duration> delays = new ArrayList<>();
        for (PlannedMessage message : messages(plan())) {
            delays.add(message.offset().minus(last));
            last = message.offset();
        }
        assertThat(delays).allMatch(delay -> delay.toNanos() >= 100_000_000 && delay.toNanos() <= 300_000_000);
        assertThat(delays).anyMatch(delay -> delay.toMillis() < 105).anyMatch(delay -> delay.toMillis() > 295);
        assertThat(last.toMillis() / 2_400.0).isBetween(190.0, 210.0);
    }

    @Test
    void namesRunsByTheClockAndMessagesByRunChannelAndNumber() {
        SendPlan plan = plan();
        assertThat(plan.runId()).matches("20261123T010203Z-[0-9a-f]{6}");
        assertThat(plan.eventId(Channel.SNS, 17)).isEqualTo(plan.runId() + "-sns-000017");
        assertThat(plan().runId()).isNotEqualTo(plan.runId());
        settings.put("run.id", "mine");
        assertThat(plan().eventId(Channel.SQS, 1_234_567)).isEqualTo("mine-sqs-1234567");
    }

    @Test
    void refusesWhatMakesNoPlan() {
        refuses("send.messages", "0", "an integer from 1 to 1000000000");
        refuses("send.messages", "-5", "an integer from 1 to 1000000000");
        refuses("send.delay.max", "-1", "an integer from 0 to 3600000");
        refuses("send.delay.min", "3001", "an integer from 0 to 3000");
        refuses("send.seed", "0x1", "an integer from -9223372036854775808 to 9223372036854775807, or nothing");
        refuses("run.id", "a b", "1 to 64 of A-Z a-z 0-9 . _ -, the first no dot");
        refuses("send.warmup-messages", "2400", "an integer from 0 to 2399");
        refuses("send.channels", "sqs,kafka", "sqs, sns or both: sqs,sns");
        refuses("send.arrival", "daily", "uniform, constant, poisson, ramp or steps");
        settings.put("send.arrival", "constant");
        refuses("send.rate", "-1", "a number from 0.001 to 1000000");
        refuses("send.rate", "NaN", "a number from 0.001 to 1000000");
        settings.put("send.arrival", "steps");
        String steps = "RATExSECONDS, comma-separated, such as 10x60,20x60, each a number from 0.001 to 1000000";
        refuses("send.steps", "10x60,0x60", steps);
        refuses("send.steps", "10", steps);
        refuses("send.steps", "5dx60", steps);
        refuses("send.steps", "010x60", steps);
        refuses("send.steps", "10 x 60", steps);
    }

    @Test
    void givesEachPayloadExactlyItsShareSpreadOverTheWholeRun(@TempDir Path folder) throws IOException {
        settings.put(
                "send.plan", Files.writeString(folder.resolve("plan.yaml"), """
                payloads:
                  - {text: '{"id": 4, "message": "", "author": "Ankur"}', weight: 7, expect: sqs}
                  - {text: '{"id": 5, "message": "", "author": "David"}', weight: 0, expect: sns}
                  - {text: '{"id": 7, "message": "", "author": "Eve"}', weight: 2}
                  - {text: '{"id": 4, "message": "", "author": "David"}', expect: sns}
                """).toString());
        settings.put("send.messages", "1000");
        List<PlannedMessage> messages = messages(plan());
        assertThat(messages.stream()
                        .collect(Collectors.groupingBy(m -> m.payload().name(), Collectors.counting())))
                .isEqualTo(Map.of("Ankur", 700L, "Eve", 200L, "David", 100L));
        assertThat(plan().expected()).isEqualTo(Map.of("sqs", 700L, "sns", 100L));
        assertThat(messages.subList(0, 500).stream()
                        .filter(m -> m.payload().name().equals("Ankur"))
                        .count())
                .isBetween(310L, 390L);
    }

    @Test
    void hasOnlyTheChannelsThatItNames() {
        settings.put("send.channels", "sns");
        assertThat(plan().channels()).containsExactly(Channel.SNS);
        assertThat(plan().expected()).isEqualTo(Map.of("sns", 800L));
    }

    @Test
    void isSharedByWorkersWithoutRestOrRepetition() {
        settings.put("send.messages", "1001");
        settings.put("send.workers", "3");
        List<PlannedMessage> shared = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            Share share = new Share(worker, 3);
            List<PlannedMessage> own = new ArrayList<>();
            plan().messages(share).forEachRemaining(own::add);
            assertThat(own).hasSize((int) share.of(1_001));
            shared.addAll(own);
        }
        shared.sort(Comparator.comparing(PlannedMessage::number));
        assertThat(shared).isEqualTo(messages(plan()));
    }

    private void refuses(String key, String value, String allowed) {
        String before = settings.put(key, value);
        assertThatThrownBy(this::plan).hasMessage("setting %s = \"%s\": must be %s".formatted(key, value, allowed));
        settings.put(key, before);
    }

    private SendPlan plan() {
        return PlanReader.plan(new Settings(settings::get), CLOCK);
    }

    private static List<PlannedMessage> messages(SendPlan plan) {
        List<PlannedMessage> messages = new ArrayList<>();
        plan.messages(new Share(0, 1)).forEachRemaining(messages::add);
        return messages;
    }
}
