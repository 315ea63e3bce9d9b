package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.argometer.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SendPlanTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T01:02:03Z"), ZoneOffset.UTC);

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "run.id", "",
            "send.seed", "42",
            "send.messages", "2400",
            "send.delay.min", "0",
            "send.delay.max", "3000",
            "expect.sqs.ids", "4",
            "expect.sqs.authors", "Ankur",
            "expect.sns.ids", "4,5",
            "expect.sns.authors", "David"));

    @Test
    void sendsEachOfTheSixPairs400Times() {
        Map<String, Long> pairs = messages(plan()).stream()
                .collect(Collectors.groupingBy(
                        m -> m.payload().id() + m.payload().author(), Collectors.counting()));
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
            for (Channel channel : Channel.values()) {
                SendPlan plan = plan();
                assertThat(plan.expected(channel))
                        .isEqualTo(messages(plan).stream()
                                .filter(message -> plan.expects(channel, message.payload()))
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
        refuses("send.seed", "0x1", "an integer from -9223372036854775808 to 9223372036854775807");
        refuses("run.id", "a b", "1 to 64 of A-Z a-z 0-9 . _ -");
        refuses("expect.sqs.ids", "four", "a comma-separated list of integers");
    }

    private void refuses(String key, String value, String allowed) {
        String before = settings.put(key, value);
        assertThatThrownBy(this::plan).hasMessage("setting %s = \"%s\": allowed is %s".formatted(key, value, allowed));
        settings.put(key, before);
    }

    private SendPlan plan() {
        return SendPlan.of(new Settings(settings::get), CLOCK);
    }

    private static List<PlannedMessage> messages(SendPlan plan) {
        List<PlannedMessage> messages = new ArrayList<>();
        plan.messagesInOrder().forEachRemaining(messages::add);
        return messages;
    }
}
