package io.github.argometer.loadtest.evidence;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.plan.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the system under test knew when a run was over.
 *
 * @param taken when it was asked, UTC, ISO 8601
 * @param channels by label; a channel that is not there could not be asked
 * @param restarts containers on the events' way that ended during the run, or came in another's place, in the order of time
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Evidence(String taken, Map<String, ChannelEvidence> channels, List<Restart> restarts) {

    /** Nothing is known. */
    public static final Evidence NONE = new Evidence("", Map.of());

    private static final List<String> CHANNELS =
            Stream.of(Channel.values()).map(Channel::label).toList();

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Never null. */
    public Evidence {
        channels = channels == null ? Map.of() : channels;
        restarts = restarts == null ? List.of() : restarts;
    }

    /** Of a system that says nothing of its containers. */
    public Evidence(String taken, Map<String, ChannelEvidence> channels) {
        this(taken, channels, List.of());
    }

    /**
     * A container that started again.
     *
     * @param pod its pod's name
     * @param container its name
     * @param at when it ended, or a new one began, UTC, ISO 8601, in whole seconds of the cluster's clock; null where not known
     * @param reason as Kubernetes says it, with the exit code
     */
    public record Restart(String pod, String container, String at, String reason) {}

    /** What is known of {@code channel}. */
    public ChannelEvidence channel(String channel) {
        return channels.getOrDefault(channel, ChannelEvidence.NONE);
    }

    /**
     * The evidence in {@code file}, or {@link #NONE} where there is no such file.
     *
     * @throws BadInputException where it is no evidence, or says what cannot be
     */
    public static Evidence read(Path file) {
        Evidence evidence =
                JsonFile.read(file, Evidence.class, "what a cluster says").orElse(NONE);
        evidence.channels.forEach((channel, known) -> {
            if (!CHANNELS.contains(channel)) {
                throw new BadInputException(
                        "%s: channels names \"%s\": must be one of %s".formatted(file, channel, CHANNELS));
            }
            String field = "%s: channels.%s".formatted(file, channel);
            if (known == null) {
                throw new BadInputException(field + " = null: must be an object");
            }
            known.check(field);
        });
        return evidence;
    }

    /** Writes it to {@code file}. */
    public void write(Path file) throws IOException {
        JsonFile.writeIndented(file, this);
    }

    /**
     * What is known of one channel after a run. Counters are only those of the run; null is not known.
     *
     * @param queued messages that the queue still has, delayed and in flight ones included
     * @param deadLetters messages that ended in the queue's dead-letter queue
     * @param deadLetterQueue its name; null where there is none
     * @param sourceSent events that the EventSource put on the bus
     * @param sourceFailed events that it gave up: it could not handle them, or not put them on the bus; those not included that
     *     it could not put on the bus and that come back to it, as a queue's do
     * @param busPending events that the bus has and the Sensor has not acknowledged
     * @param busDropped events that the bus dropped before the Sensor had them
     * @param triggered triggers that the Sensor ran with success
     * @param triggerFailed events whose trigger failed for good
     * @param jobsActive Jobs that have not ended
     * @param failedJobs Jobs that failed
     * @param sourceReceived messages that came to the EventSource, each as often as it came
     * @param busAcknowledged the event of the bus, by its sequence, up to which the channel's first consumer had acknowledged all
     * @param busFirst the sequence of the first event that the bus still had
     * @param busAnew whether the bus's stream or that consumer was made again during the run
     * @param verdicts what the cluster's own filters say to each content of the run's plan; empty where they were not asked
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ChannelEvidence(
            Long queued,
            Long deadLetters,
            String deadLetterQueue,
            Long sourceSent,
            Long sourceFailed,
            Long busPending,
            Long busDropped,
            Long triggered,
            Long triggerFailed,
            Long jobsActive,
            List<FailedJob> failedJobs,
            Long sourceReceived,
            Long busAcknowledged,
            Long busFirst,
            Boolean busAnew,
            List<Verdict> verdicts) {

        /** More events than any run has, and so few that their sums are whole numbers. */
        private static final long MOST = 1_000_000_000_000L;

        /** Nothing is known. */
        public static final ChannelEvidence NONE =
                new ChannelEvidence(null, null, null, null, null, null, null, null, null, null, List.of());

        /** Never null. */
        public ChannelEvidence {
            failedJobs = failedJobs == null ? List.of() : failedJobs;
            verdicts = verdicts == null ? List.of() : verdicts;
        }

        /** Of a channel whose bus and filters were not asked message by message. */
        public ChannelEvidence(
                Long queued,
                Long deadLetters,
                String deadLetterQueue,
                Long sourceSent,
                Long sourceFailed,
                Long busPending,
                Long busDropped,
                Long triggered,
                Long triggerFailed,
                Long jobsActive,
                List<FailedJob> failedJobs) {
            this(
                    queued,
                    deadLetters,
                    deadLetterQueue,
                    sourceSent,
                    sourceFailed,
                    busPending,
                    busDropped,
                    triggered,
                    triggerFailed,
                    jobsActive,
                    failedJobs,
                    null,
                    null,
                    null,
                    null,
                    List.of());
        }

        /**
         * What is left of it once {@code passed} messages are known to have passed source and trigger: one that has counted fewer
         * has lost its count, as when its pod was started again.
         */
        public ChannelEvidence knowing(long passed) {
            return new ChannelEvidence(
                    queued,
                    deadLetters,
                    deadLetterQueue,
                    atLeast(passed, sourceSent),
                    sourceFailed,
                    busPending,
                    busDropped,
                    atLeast(passed, triggered),
                    triggerFailed,
                    jobsActive,
                    failedJobs,
                    atLeast(passed, sourceReceived),
                    busAcknowledged,
                    busFirst,
                    busAnew,
                    verdicts);
        }

        /** @throws BadInputException naming {@code at} and the field, where a value cannot be */
        void check(String at) {
            JSON.<ObjectNode>valueToTree(this).properties().forEach(field -> {
                JsonNode count = field.getValue();
                boolean can = !count.isNumber() || count.asLong() >= 0 && count.asLong() <= MOST;
                require(can, at + "." + field.getKey(), count, "an integer from 0 to " + MOST);
            });
            for (int i = 0; i < failedJobs.size(); i++) {
                FailedJob job = failedJobs.get(i);
                String field = "%s.failedJobs[%d]".formatted(at, i);
                require(job != null, field, null, "an object");
                require(job.name != null && !job.name.isBlank(), field + ".name", job.name, "a Job's name");
                require(
                        job.exitCode == null || job.exitCode >= 0 && job.exitCode <= 255,
                        field + ".exitCode",
                        job.exitCode,
                        "an integer from 0 to 255");
            }
            for (int i = 0; i < verdicts.size(); i++) {
                Verdict verdict = verdicts.get(i);
                String field = "%s.verdicts[%d]".formatted(at, i);
                require(verdict != null, field, null, "an object");
                require(verdict.author != null, field + ".author", null, "an author");
                require(Verdict.can(verdict.source), field + ".source", verdict.source, Verdict.ALLOWED);
                require(Verdict.can(verdict.sensor), field + ".sensor", verdict.sensor, Verdict.ALLOWED);
            }
        }

        private static void require(boolean can, String field, Object value, String allowed) {
            if (!can) {
                throw new BadInputException("%s = %s: must be %s".formatted(field, value, allowed));
            }
        }

        private static Long atLeast(long passed, Long count) {
            return count == null || count < passed ? null : count;
        }
    }

    /**
     * A Job that failed.
     *
     * @param name its name
     * @param eventId of the event that is its argument; null where that cannot be read
     * @param exitCode of its last pod; null where no pod is left to ask
     */
    public record FailedJob(String name, String eventId, Integer exitCode) {}

    /**
     * What the filters in the cluster say to a message of one content: {@link #PASSES}, {@link #DROPS} or {@link #FAILS} with the
     * reason, which drops it too; null where that cannot be told, or changed during the run.
     *
     * @param payloadId the content's id
     * @param author the content's author
     * @param source what the EventSource's filter says
     * @param sensor what transform and filters of the Sensor's dependency say to what the source lets pass
     */
    public record Verdict(int payloadId, String author, String source, String sensor) {

        /** It goes on. */
        public static final String PASSES = "passes";

        /** It ends here, as the filter says. */
        public static final String DROPS = "drops";

        /** It ends here, since the filter cannot decide on it; the reason follows. */
        public static final String FAILS = "fails: ";

        private static final String ALLOWED = "\"passes\", \"drops\", \"fails: \" with the reason, or null";

        private static boolean can(String says) {
            return says == null || says.equals(PASSES) || says.equals(DROPS) || says.startsWith(FAILS);
        }
    }
}
