package io.github.argometer.send;

import static org.apache.camel.component.aws2.sns.Sns2Constants.MESSAGE_ID;

import io.github.argometer.Settings;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;

/**
 * The load generator, first stage of the flow: sends each planned message at its intended time to the queue and to the
 * topic. Pacing and sending are apart, so that a slow service makes messages late and never stretches the schedule.
 */
public class SendEvents extends RouteBuilder {

    private static final String IN_FLIGHT =
            "?concurrentConsumers={{send.in-flight}}&size={{send.in-flight}}&blockWhenFull=true";

    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(getContext());
        if (!settings.flag("send.enabled")) {
            return;
        }
        settings.integer("send.in-flight", 1, 1_000);
        settings.integer("send.retries", 0, 100);
        settings.integer("send.retry-delay", 1, 60_000);
        // Retries are the routes' own, so that each attempt stands in the ledger: none hidden in the AWS SDK.
        System.setProperty("aws.maxAttempts", "1");

        Clock clock = Clock.systemUTC();
        SendPlan plan = SendPlan.of(settings, clock);
        Path folder = new RunFolder(Path.of(settings.text("runs.folder"))).open(plan, clock.instant());
        SendLedger ledger = new SendLedger(plan, folder);
        Schedule schedule = new Schedule(plan, clock);
        SendAttempts attempts = new SendAttempts(plan, schedule, ledger, clock);
        bindToRegistry("sendPlan", plan);
        bindToRegistry("schedule", schedule);
        bindToRegistry("sendLedger", ledger);
        bindToRegistry("sendAttempts", attempts);
        log.info("Run {}: {} messages, seed {}, into {}", plan.runId(), plan.messages(), plan.seed(), folder);

        from("timer:send?repeatCount=1&delay=0")
                .routeId("send-schedule")
                .description("Hands out each message of the plan when it is due")
                .split(method(schedule, "start"))
                .streaming()
                .stopOnException()
                .delay(method(schedule, "untilDue"))
                .syncDelayed()
                .multicast()
                .to("seda:send-sqs" + IN_FLIGHT, "seda:send-sns" + IN_FLIGHT);

        from("seda:send-sqs" + IN_FLIGHT)
                .routeId("send-sqs")
                .routeConfigurationId("retry-send")
                .description("Sends a message to the queue")
                .process(attempts.first(Channel.SQS))
                .to("aws2-sqs:{{sqs.queue}}")
                .process(e -> attempts.accepted(e, e.getMessage().getHeader(Sqs2Constants.MESSAGE_ID, String.class)));

        from("seda:send-sns" + IN_FLIGHT)
                .routeId("send-sns")
                .routeConfigurationId("retry-send")
                .description("Publishes a message to the topic")
                .process(attempts.first(Channel.SNS))
                .to("aws2-sns:{{sns.topic}}")
                .process(e -> attempts.accepted(e, e.getMessage().getHeader(MESSAGE_ID, String.class)));
    }
}
