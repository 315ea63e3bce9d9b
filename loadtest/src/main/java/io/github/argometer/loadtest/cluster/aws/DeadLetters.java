package io.github.argometer.loadtest.cluster.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.message.MarkPath;
import io.github.argometer.record.Mark;
import io.github.argometer.send.aws.AwsName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The messages of a run that its queue or its topic gave up, and that lie in queues of dead letters since. They are received to be
 * read, are out of others' sight meanwhile, and stay: nothing is deleted.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As many as SQS gives, or takes, in a request. */
    private static final int BATCH = 10;

    private static final String MARK = MarkPath.NAME;

    private static final int SPARE_S = 10;

    /** Of a queue; SQS lets no more than 120,000 be out of sight. */
    private static final int MOST = 100_000;

    private final AwsTarget queueAt;
    private final String runId;
    private final Duration patience;
    private final Map<AwsName, Set<Source>> queues = new LinkedHashMap<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Set<String> lines = new LinkedHashSet<>();
    private boolean read;

    /**
     * Of the run {@code runId}.
     *
     * @param queueAt where SQS is asked
     * @param patience the longest time that reading one queue may take, and the longest that putting back what was read may
     */
    public DeadLetters(AwsTarget queueAt, String runId, Duration patience) {
        this.queueAt = queueAt;
        this.runId = runId;
        this.patience = patience;
    }

    /**
     * Adds the queue of dead letters of {@code target}.
     *
     * @param queue asks for it; null = there is none
     */
    public DeadLetters with(AwsTarget target, Supplier<AwsName> queue) {
        try {
            AwsName name = queue.get();
            if (name != null) {
                queues.computeIfAbsent(name, unused -> new LinkedHashSet<>()).add(target.source());
            }
        } catch (SdkException e) {
            missing.add(AwsFailure.of(target, e));
        }
        return this;
    }

    /**
     * Writes {@code file}, with a line for each message, unless there is no queue of dead letters that could be read.
     *
     * @return why one could not be read, or not to its end
     */
    public List<Missing> write(Path file) throws IOException {
        queues.forEach((name, sources) -> {
            AwsTarget target = queueAt.at(name);
            try (SqsClient sqs = target.client(SqsClient.builder())) {
                read(sqs, target, sources);
            } catch (SdkException e) {
                missing.add(AwsFailure.of(target, e));
            }
        });
        if (read || !lines.isEmpty()) {
            WholeFile.write(file, "EventId,Channel,Queue,GivenUpBy\n" + String.join("", lines));
        }
        return missing;
    }

    private void read(SqsClient sqs, AwsTarget target, Set<Source> sources) {
        String name = target.name().name();
        String url = target.name().urlAt(sqs);
        if (SqsQueue.deadLetterQueue(sqs, url) != null) {
            missing.add(new Missing(
                    "%s has a queue of dead letters of its own, to which reading could move its messages"
                            .formatted(name),
                    "read it yourself, or take its RedrivePolicy away"));
            return;
        }
        List<String> receipts = new ArrayList<>();
        long end = System.nanoTime() + patience.toNanos();
        try {
            List<Message> messages = receive(sqs, url);
            while (!messages.isEmpty()) {
                for (Message message : messages) {
                    receipts.add(message.receiptHandle());
                    note(name, sources, eventId(message));
                }
                if (System.nanoTime() > end || receipts.size() >= MOST) {
                    missing.add(new Missing(
                            "%s has more dead letters than the %,d that were read".formatted(name, receipts.size()),
                            "empty it, or set run.dead-letters higher (100,000 are read at most)"));
                    break;
                }
                messages = receive(sqs, url);
            }
            read = true;
        } finally {
            putBack(sqs, url, receipts);
        }
    }

    private void note(String queue, Set<Source> sources, String eventId) {
        for (Source source : sources) {
            Channel channel = source.channel();
            if (eventId.matches(Pattern.quote(runId + "-" + channel + "-") + "\\d{6,}")) {
                lines.add("%s,%s,%s,%s\n".formatted(eventId, channel, queue, source.type()));
            }
        }
    }

    /** The next messages, out of sight for longer than reading and putting back take; none once all are. */
    private List<Message> receive(SqsClient sqs, String url) {
        int hidden = (int) patience.multipliedBy(2).toSeconds() + SPARE_S;
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(BATCH)
                        .waitTimeSeconds(1)
                        .visibilityTimeout(hidden)
                        .messageAttributeNames("EventId", MARK))
                .messages();
    }

    /** What cannot be put back, or not in time, comes back by itself. */
    private void putBack(SqsClient sqs, String url, List<String> receipts) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (int from = 0; from < receipts.size() && System.nanoTime() < end; from += BATCH) {
                List<String> some = receipts.subList(from, Math.min(from + BATCH, receipts.size()));
                sqs.changeMessageVisibilityBatch(request -> request.queueUrl(url)
                        .entries(IntStream.range(0, some.size())
                                .mapToObj(number -> ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id(String.valueOf(number))
                                        .receiptHandle(some.get(number))
                                        .visibilityTimeout(0)
                                        .build())
                                .toList()));
            }
        } catch (SdkException e) {
            LOG.debug("{} is not put back at once: {}", url, e.toString());
        }
    }

    /** SQS keeps a message's attributes; SNS puts them into the body, with all else that it sends to a webhook. */
    private static String eventId(Message message) {
        MessageAttributeValue own = message.messageAttributes().get("EventId");
        if (own != null && own.stringValue() != null) {
            return own.stringValue();
        }
        MessageAttributeValue mark = message.messageAttributes().get(MARK);
        Optional<Mark> marked = Mark.anywhereIn(mark == null ? message.body() : mark.stringValue()).stream()
                .findFirst();
        if (marked.isPresent()) {
            return marked.get().eventId();
        }
        try {
            return JSON.readTree(message.body())
                    .at("/MessageAttributes/EventId/Value")
                    .asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
