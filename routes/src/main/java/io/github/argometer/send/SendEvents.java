package io.github.argometer.send;

import io.github.argometer.Settings;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.PlanReader;
import io.github.argometer.plan.RunFolder;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.Share;
import io.github.argometer.send.aws.AwsSenders;
import io.github.argometer.send.aws.AwsService;
import io.github.argometer.send.aws.Contents;
import io.github.argometer.send.aws.SingleRequests;
import io.github.argometer.send.aws.SnsBatches;
import io.github.argometer.send.aws.SqsBatches;
import io.github.argometer.send.own.OwnChannels;
import io.github.argometer.send.own.Sink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * The load generator, first stage of the flow: sends each planned message at its intended time to every channel: the
 * shipped queue and topic, or endpoints of one's own. Pacing and sending are apart, so that a slow service makes messages late
 * and never stretches the schedule.
 */
public class SendEvents extends RouteBuilder {

    private final Optional<SendPlan> given;
    private SendPlan plan;
    private Share share;
    private int inFlight;
    private int batch;
    private Duration linger;
    private Schedule schedule;
    private SendAttempts attempts;

    /** Sends what the settings plan. */
    public SendEvents() {
        this.given = Optional.empty();
    }

    /** Sends {@code plan}, which was made of the settings before: its file is not read again, and may have changed since. */
    public SendEvents(SendPlan plan) {
        this.given = Optional.of(plan);
    }

    @Override
    public void configure() throws Exception {
        Settings settings = Settings.of(getContext());
        if (!settings.flag("send.enabled")) {
            return;
        }
        settings.integer("send.retry-delay");
        SteadyClock bound = getContext().getRegistry().findSingleByType(SteadyClock.class);
        SteadyClock clock = bound == null ? new SteadyClock() : bound;
        plan = given.orElseGet(() -> PlanReader.plan(settings, clock));
        share = Share.of(settings);
        long retries = settings.integer("send.retries");
        inFlight = (int) settings.integer("send.in-flight");
        batch = PlanReader.batch(settings, plan);
        linger = Duration.ofMillis(settings.integer("send.batch.linger"));
        boolean started = !settings.flag("send.await-start");
        Map<Channel, Sink> sinks = sinks(settings);

        Path folder = new RunFolder(Path.of(settings.text("runs.folder"))).open(plan, clock.instant());
        SendLedger ledger = new SendLedger(plan, share, folder);
        schedule = new Schedule(clock);
        MeterRegistry registry = getContext().getRegistry().findSingleByType(MeterRegistry.class);
        SendMetrics metrics = new SendMetrics(plan, ledger, registry == null ? new SimpleMeterRegistry() : registry);
        attempts = new SendAttempts(schedule, ledger, metrics, retries, clock);
        getContext()
                .addComponent(
                        "plan",
                        new PlanComponent(
                                (channel, ending) -> new Pacer(
                                        schedule,
                                        plan.messages(share),
                                        sinks.get(channel).most(),
                                        linger,
                                        ending),
                                attempts));
        bindToRegistry("sendPlan", plan);
        bindToRegistry("schedule", schedule);
        bindToRegistry("clock", clock);
        bindToRegistry("sendLedger", ledger);
        bindToRegistry("sendAttempts", attempts);
        bindToRegistry("sendMetrics", metrics);
        bindToRegistry(
                "worker",
                new Worker(
                        plan,
                        folder.resolve(share.ledger()),
                        schedule,
                        attempts,
                        ledger,
                        metrics,
                        clock,
                        Duration.ofSeconds(settings.integer("send.silence"))));
        bindToRegistry("sentMessages", (LongSupplier) ledger::accepted);
        log.info("Run {}: {}, into {}", plan.runId(), plan.text(), folder);

        getContext().addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                schedule.stop(); // at once: Camel would let the lanes go on until they are done, or its patience ends
            }
        });
        if (started) {
            getContext().addStartupListener((context, alreadyStarted) -> schedule.start());
        }
        sinks.forEach(this::send);
    }

    /** Where each channel's messages go. */
    private Map<Channel, Sink> sinks(Settings settings) {
        Contents contents = new Contents(plan);
        Map<Channel, Sink> sinks = new TreeMap<>();
        if (plan.isShipped()) {
            AwsService queue = AwsService.of(settings, Channel.SQS);
            AwsService topic = AwsService.of(settings, Channel.SNS);
            AwsSenders senders = new AwsSenders(getContext(), settings);
            for (Channel channel : plan.channels()) {
                sinks.put(
                        channel,
                        channel.equals(Channel.SQS)
                                ? queue(senders, queue, contents, batch)
                                : topic(senders, topic, contents, batch));
            }
        } else {
            OwnChannels own = new OwnChannels(getContext(), settings, contents, batch);
            plan.targets().forEach((channel, target) -> sinks.put(channel, own.sink(channel, target)));
        }
        return sinks;
    }

    private static Sink queue(AwsSenders senders, AwsService queue, Contents contents, int batch) {
        String url = senders.queueUrl(senders.sqs(queue), queue.name());
        return new Sink(
                String.format(
                        Locale.ROOT,
                        "aws2-sqs:%s?queueUrl=RAW(%s)%s",
                        queue.name().name(),
                        url,
                        batch > 1 ? "&operation=sendBatchMessage" : ""),
                batch > 1 ? new SqsBatches(contents, url) : new SingleRequests(contents, Sqs2Constants.MESSAGE_ID),
                batch);
    }

    private static Sink topic(AwsSenders senders, AwsService topic, Contents contents, int batch) {
        senders.sns(topic);
        return new Sink(
                "aws2-sns:{{sns.topic}}?batchEnabled=" + (batch > 1),
                batch > 1 ? new SnsBatches(contents) : new SingleRequests(contents, Sns2Constants.MESSAGE_ID),
                batch);
    }

    private void send(Channel channel, Sink sink) {
        String label = channel.label();

        from("plan:" + label + "?lanes=" + inFlight)
                .routeId("pace-" + label)
                .routeConfigurationId("retry-send")
                .description("Hands out the messages of the plan when they are due, and again what was not taken")
                .streamCache("false")
                .to("direct:send-" + label);

        from("direct:send-" + label)
                .routeId("send-" + label)
                .errorHandler(noErrorHandler())
                .streamCache("false")
                .description("One request to the service, and its lines in the send ledger")
                .process(attempts.start(sink.requests()))
                .to(sink.endpoint())
                .process(attempts.answered(sink.requests()));
    }
}
