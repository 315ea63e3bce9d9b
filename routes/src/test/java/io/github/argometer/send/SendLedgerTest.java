package io.github.argometer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.argometer.Settings;
import io.github.argometer.TestSettings;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.Share;
import io.github.argometer.send.SendLedger.Ended;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendLedgerTest {

    private static final Instant NOW = Instant.parse("2026-11-28T01:02:03Z");

    @Test
    void aMessageHasFailedOnlyWhereNoAttemptCanHaveArrived(@TempDir Path folder) throws Exception {
        Map<String, String> settings = TestSettings.defaults();
        settings.put("send.seed", "42");
        SendPlan plan = PlanReader.plan(new Settings(settings::get), Clock.systemUTC());
        try (SendLedger ledger = new SendLedger(plan, new Share(0, 1), folder)) {
            List<Integer> rows = new ArrayList<>();
            plan.messages(new Share(0, 1)).forEachRemaining(message -> {
                if (message.number() == 1) {
                    rows.add(message.payload().rows(Channel.SQS));
                }
                if (message.number() < 3) {
                    Attempt first = ledger.first(Channel.SQS, message, NOW).at(NOW);
                    Outcome before = message.number() == 0 ? Outcome.FAILED : Outcome.UNKNOWN;
                    Outcome last = message.number() == 1 ? Outcome.ACCEPTED : Outcome.FAILED;
                    ledger.started(List.of(first), NOW, List.of());
                    ledger.ended(List.of(new Ended(first, NOW, before, "", false)));
                    ledger.started(List.of(first.again()), NOW, List.of());
                    ledger.ended(List.of(new Ended(first.again(), NOW, last, "", true)));
                }
            });

            assertThat(List.of(
                            ledger.failed(Channel.SQS),
                            ledger.unknown(Channel.SQS),
                            ledger.accepted(Channel.SQS),
                            ledger.retried(Channel.SQS),
                            ledger.inFlight(Channel.SQS)))
                    .containsExactly(1L, 1L, 1L, 3L, 0L);
            assertThat(rows).containsExactly((int) ledger.rows(Channel.SQS));
        }
    }
}
