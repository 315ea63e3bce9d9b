package io.github.argometer.loadtest.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.MessageHandler;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Samples of all acknowledgements of Sensors' consumers, which the bus gives where a consumer's {@code sample_freq} is 100 %. That is
 * set for the time of a run, with a mark in the consumer's description, by which the next run finds and puts back what a killed one
 * has left. A Sensor that starts meanwhile takes its consumer as it finds it: nats.go compares only what its caller asks for, and
 * Argo Events' Sensors ask for neither. Samples are told once and not kept, so what was missed is counted by the consumer's sequence,
 * which goes up with each delivery. An event that the stream drops while a Sensor has it is not acknowledged any more, but terminated.
 *
 * <p>A sample tells the time since the Sensor last told of the event, and a Sensor that has one for longer tells so every half second
 * ({@code +WPI}; Argo Events, {@code pkg/eventbus/jetstream/sensor/trigger_conn.go}). So these are counted too.
 * Source of the subjects and the fields: {@code io.nats.jetstream.metric.v1.consumer_ack} and {@code
 * io.nats.jetstream.advisory.v1.terminated} of nats-io/jsm.go.
 */
public final class AckSamples {

    private static final String ACKNOWLEDGED = "$JS.EVENT.METRIC.CONSUMER.ACK.%s.%s";
    private static final String TERMINATED = "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.%s.%s";
    private static final String ANSWERED = "$JS.ACK.%s.%s.>";
    private static final String IN_PROGRESS = "+WPI";
    private static final Duration TOLD_EVERY = Duration.ofMillis(500);
    private static final String ALL = "100%";
    private static final String MARK = "sampled by argometer, and was so before: ";
    private static final int NO_CONSUMER = 10_014;
    private static final long LAST_SAMPLES_MS = 3_000;
    private static final ObjectReader JSON = new ObjectMapper().reader();

    /**
     * A trigger's consumer.
     *
     * @param name on the bus
     * @param sensor the Sensor's name, and {@code trigger} that of its trigger, as rows have it
     */
    public record Trigger(String name, String sensor, String trigger) {}

    /** What is known of a consumer; it outlasts each connection. */
    private static final class Sampled {
        private static final long NOTHING_HEARD = Long.MAX_VALUE;

        private final Trigger trigger;
        private String source = "";
        private String event = "";
        private boolean known;
        private long from;
        private long last;
        private long deliveries;
        private long missed;
        private long unsureUpTo = NOTHING_HEARD;
        private final Map<Long, Integer> told = new HashMap<>();

        private Sampled(Trigger trigger) {
            this.trigger = trigger;
        }

        /**
         * A consumer that was recreated counts from 1; what was not sampled of the former one is unknown, so at least one is taken as
         * missed. The sequence going back tells, not the creation time, which a nats-server changes when it restarts.
         */
        private synchronized void at(ConsumerInfo info) {
            long now = info.getDelivered().getConsumerSequence();
            boolean recreated = now < last;
            last = now;
            if (unsureUpTo == NOTHING_HEARD) {
                unsureUpTo = info.getDelivered().getStreamSequence();
            }
            if (!known || recreated) {
                missed += recreated ? 1 : 0;
                deliveries = 0;
                from = recreated ? 0 : now - info.getNumAckPending();
                known = true;
                String subject =
                        Objects.toString(info.getConsumerConfiguration().getFilterSubject(), "");
                String[] names = subject.split("\\.", 3);
                source = names.length == 3 ? names[1] : "";
                event = names.length == 3 ? names[2] : "";
            }
        }

        /** What the Sensor has when a connection is made may have been told of before. */
        private synchronized void connected() {
            unsureUpTo = NOTHING_HEARD;
            told.clear();
        }

        private synchronized void inProgress(long sequence) {
            told.merge(sequence, 1, Integer::sum);
        }

        private synchronized Acknowledgement sample(JsonNode sample) {
            Instant at = Instant.parse(sample.path("timestamp").asText());
            boolean acknowledged = sample.has("ack_time");
            long sequence = sample.path("stream_seq").asLong();
            long delivered = sample.path("deliveries").asLong();
            deliveries += delivered;
            int times = Objects.requireNonNullElse(told.remove(sequence), 0);
            boolean begun = acknowledged && delivered == 1 && sequence > unsureUpTo;
            return new Acknowledgement(
                    sequence,
                    source,
                    event,
                    trigger.sensor,
                    trigger.trigger,
                    begun
                            ? at.minusNanos(sample.path("ack_time").asLong()).minus(TOLD_EVERY.multipliedBy(times))
                            : null,
                    acknowledged ? at : null,
                    delivered);
        }

        /** How many deliveries led to an acknowledgement that no sample told of, by what the bus says of the consumer now. */
        private synchronized long missed(ConsumerInfo info) {
            long acknowledged = info.getDelivered().getConsumerSequence() - from - info.getNumAckPending();
            return missed + Math.max(0, acknowledged - deliveries);
        }
    }

    private final List<Sampled> consumers = new ArrayList<>();
    private long missed;
    private boolean ended;

    /** Those of {@code triggers}. */
    public AckSamples(List<Trigger> triggers) {
        triggers.forEach(trigger -> consumers.add(new Sampled(trigger)));
    }

    /** Whether any consumer is sampled. */
    public boolean any() {
        return !consumers.isEmpty();
    }

    /** How many acknowledgements are not among the samples, at least; to be asked when all is over. */
    public long missed() {
        return ended ? missed : missed + consumers.size();
    }

    /** Puts back the configuration of each of {@code names} that a run before this one has left sampled. */
    static void putBack(Connection bus, String stream, List<String> names) throws IOException, JetStreamApiException {
        for (String name : names) {
            Optional<ConsumerInfo> info = info(bus.jetStreamManagement(), stream, name);
            if (info.isPresent()) {
                putBack(bus.jetStreamManagement(), stream, info.get());
            }
        }
    }

    /** Hands the samples to {@code reader} from now on, for as long as {@code bus} is connected. */
    void listen(Connection bus, String stream, Consumer<Acknowledgement> reader) {
        for (Sampled sampled : consumers) {
            MessageHandler handler = message -> {
                try {
                    reader.accept(sampled.sample(JSON.readTree(message.getData())));
                } catch (IOException | DateTimeException e) {
                    // What is no sample is missed, and so counted.
                }
            };
            sampled.connected();
            // One dispatcher, so that the last word of progress is not overtaken by the sample.
            Dispatcher dispatcher = bus.createDispatcher();
            for (String subject : List.of(ACKNOWLEDGED, TERMINATED)) {
                dispatcher.subscribe(subject.formatted(stream, sampled.trigger.name), handler);
            }
            dispatcher.subscribe(ANSWERED.formatted(stream, sampled.trigger.name), message -> {
                if (IN_PROGRESS.equals(new String(message.getData(), StandardCharsets.US_ASCII))) {
                    sampled.inProgress(sequence(message.getSubject()));
                }
            });
        }
    }

    /** The sequence in the stream, of {@code $JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>…} (NATS ADR-15). */
    private static long sequence(String subject) {
        return Long.parseLong(subject.split("\\.", 7)[5]);
    }

    /** Sees to it that each consumer is sampled, one that its Sensor has recreated included. */
    void tend(Connection bus, String stream) throws IOException, JetStreamApiException {
        JetStreamManagement management = bus.jetStreamManagement();
        for (Sampled sampled : consumers) {
            Optional<ConsumerInfo> info = info(management, stream, sampled.trigger.name);
            if (info.isEmpty()) {
                continue;
            }
            sampled.at(info.get());
            ConsumerConfiguration as = info.get().getConsumerConfiguration();
            String description = Objects.toString(as.getDescription(), "");
            if (!description.startsWith(MARK)) {
                String before = Objects.toString(as.getSampleFrequency(), "");
                set(management, stream, as, ALL, "%s%s;%s".formatted(MARK, before, description));
            }
        }
    }

    /** Waits for the last samples, and puts the consumers' configuration back. */
    void end(Connection bus, String stream) throws IOException, JetStreamApiException, InterruptedException {
        JetStreamManagement management = bus.jetStreamManagement();
        long deadline = System.nanoTime() + Duration.ofMillis(LAST_SAMPLES_MS).toNanos();
        long all = 0;
        for (Sampled sampled : consumers) {
            Optional<ConsumerInfo> info = info(management, stream, sampled.trigger.name);
            while (info.isPresent() && sampled.missed(info.get()) > 0 && System.nanoTime() < deadline) {
                Thread.sleep(LAST_SAMPLES_MS / 30);
                info = info(management, stream, sampled.trigger.name);
            }
            all += info.map(sampled::missed).orElse(1L);
            if (info.isPresent()) {
                putBack(management, stream, info.get());
            }
        }
        missed = all;
        ended = true;
    }

    private static void putBack(JetStreamManagement management, String stream, ConsumerInfo info)
            throws IOException, JetStreamApiException {
        ConsumerConfiguration as = info.getConsumerConfiguration();
        String description = Objects.toString(as.getDescription(), "");
        if (description.startsWith(MARK)) {
            String[] before = description.substring(MARK.length()).split(";", 2);
            set(management, stream, as, before[0], before.length < 2 ? "" : before[1]);
        }
    }

    private static void set(
            JetStreamManagement management,
            String stream,
            ConsumerConfiguration as,
            String sampleFrequency,
            String description)
            throws IOException, JetStreamApiException {
        management.updateConsumer(
                stream,
                ConsumerConfiguration.builder(as)
                        .sampleFrequency(sampleFrequency)
                        .description(description)
                        .build());
    }

    private static Optional<ConsumerInfo> info(JetStreamManagement management, String stream, String name)
            throws IOException, JetStreamApiException {
        try {
            return Optional.of(management.getConsumerInfo(stream, name));
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_CONSUMER) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
