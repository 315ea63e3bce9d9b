package io.github.argometer.send;

import io.github.argometer.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The load generator, first stage of the flow: sends each planned message at its intended time to the queue and to the
 * topic. Pacing and sending are apart, so that a slow service makes messages late and never stretches the schedule.
 */
public class SendEvents extends RouteBuilder {

    private SendPlan plan;
    private Share share;
    private int inFlight;
    private int batch;
    private Duration linger;
    private Schedule schedule;
    private SendAttempts attempts;

    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(getContext());
        if (!settings.flag("send.enabled")) {
            return;
        }
        settings.integer("send.retry-delay", 1, 60_000);
        Clock clock = Clock.systemUTC();
        plan = PlanReader.plan(settings, clock);
        share = Share.of(settings);
        long retries = settings.integer("send.retries", 0, 100);
        inFlight = (int) settings.integer("send.in-flight", 1, 1_000);
        batch = PlanReader.batch(settings, plan);
        linger = Duration.ofMillis(settings.integer("send.batch.linger", 0, 60_000));
        boolean started = !settings.flag("send.await-start");
        AwsSenders senders = new AwsSenders(getContext(), settings);

        Path folder = new RunFolder(Path.of(settings.text("runs.folder"))).open(plan, clock.instant());
        SendLedger ledger = new SendLedger(plan, share, folder);
        schedule = new Schedule(clock);
        MeterRegistry registry = getContext().getRegistry().findSingleByType(MeterRegistry.class);
        SendMetrics metrics = new SendMetrics(plan, ledger, registry == null ? new SimpleMeterRegistry() : registry);
        attempts = new SendAttempts(schedule, ledger, metrics, retries, clock);
        bindToRegistry("sendPlan", plan);
        bindToRegistry("schedule", schedule);
        bindToRegistry("sendLedger", ledger);
        bindToRegistry("sendAttempts", attempts);
        bindToRegistry("sendMetrics", metrics);
        bindToRegistry("worker", new Worker(plan, folder.resolve(share.ledger()), schedule, ledger, metrics));
        log.info("Run {}: {}, into {}", plan.runId(), plan.text(), folder);

        Contents contents = new Contents(plan);
        boolean batches = batch > 1;
        if (started) {
            getContext().addStartupListener((context, alreadyStarted) -> schedule.start());
        }
        if (plan.channels().contains(Channel.SQS)) {
            SqsClient client = senders.sqs();
            Requests requests = batches
                    ? new SqsBatches(contents, AwsSenders.queueUrl(client, settings.text("sqs.queue")))
                    : new SingleRequests(contents, Sqs2Constants.MESSAGE_ID);
            send(Channel.SQS, requests, "aws2-sqs:{{sqs.queue}}" + (batches ? "?operation=sendBatchMessage" : ""));
        }
        if (plan.channels().contains(Channel.SNS)) {
            senders.sns();
            Requests requests =
                    batches ? new SnsBatches(contents) : new SingleRequests(contents, Sns2Constants.MESSAGE_ID);
            send(Channel.SNS, requests, "aws2-sns:{{sns.topic}}?batchEnabled=" + batches);
        }
    }

    private void send(Channel channel, Requests requests, String endpoint) {
        String label = channel.label();
        Pacer pacer = new Pacer(schedule, plan.messages(share), batch, linger, inFlight);
        ExecutorService lanes =
                getContext().getExecutorServiceManager().newFixedThreadPool(this, "send-" + label, inFlight);

        from("timer:pace-" + label + "?repeatCount=1&delay=0")
                .routeId("pace-" + label)
                .routeConfigurationId("retry-send")
                .description("Hands out the messages of the plan when they are due, and again what was not taken")
                .streamCache("false")
                .split(method(pacer, "lanes"))
                .executorService(lanes)
                .process(attempts::begin)
                .loopDoWhile(exchange -> pacer.hasMore())
                .process(attempts.next(channel, pacer))
                .to("direct:send-" + label);

        from("direct:send-" + label)
                .routeId("send-" + label)
                .errorHandler(noErrorHandler())
                .streamCache("false")
                .description("One request to the service, and its lines in the send ledger")
                .process(attempts.start(requests))
                .to(endpoint)
                .process(attempts.answered(requests));
    }
}
