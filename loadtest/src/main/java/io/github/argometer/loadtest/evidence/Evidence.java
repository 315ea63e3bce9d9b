package io.github.argometer.loadtest.evidence;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.JsonFile;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the system under test knew when a run was over.
 *
 * @param taken when it was asked, UTC, ISO 8601
 * @param channels by label of the flow; one that is not there could not be asked
 * @param restarts containers on the events' way that ended during the run, or came in another's place, in the order of time
 * @param waiting pods of Jobs that found no place on a node; null where none was seen
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(String taken, Map<String, ChannelEvidence> channels, List<Restart> restarts, Waiting waiting) {

    /** Nothing is known. */
    public static final Evidence NONE = new Evidence("", Map.of());

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

    /** Of a system in which no pod was seen to wait for a place. */
    public Evidence(String taken, Map<String, ChannelEvidence> channels, List<Restart> restarts) {
        this(taken, channels, restarts, null);
    }

    /** The same, and {@code waiting}; null = none. */
    public Evidence with(Waiting waiting) {
        return new Evidence(taken, channels, restarts, waiting);
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

    /**
     * Pods whose waiting is in the delays of {@code channel}, a flow's label: of the shipped ones SQS's come by Jobs, of others those of
     * which Jobs are known; null where none was seen.
     */
    public Waiting waiting(String channel) {
        ChannelEvidence known = channel(channel);
        boolean jobs = Flow.of(channel).shipped()
                ? channel.equals(Channel.SQS.label())
                : known.jobsActive != null || !known.failedJobs.isEmpty();
        return jobs ? waiting : null;
    }

    /** What is known of {@code channel}, a flow's label. */
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
            if (!Flow.isLabel(channel)) {
                throw new BadInputException(
                        "%s: channels names \"%s\": must be %s".formatted(file, channel, Flow.ALLOWED));
            }
            String field = "%s: channels.%s".formatted(file, channel);
            if (known == null) {
                throw new BadInputException(field + " = null: must be an object");
            }
            known.check(field);
        });
        if (evidence.waiting != null) {
            evidence.waiting.check(file + ": waiting");
        }
        return evidence;
    }

    /** Writes it to {@code file}. */
    public void write(Path file) throws IOException {
        JsonFile.writeIndented(file, this);
    }

    /**
     * What is known of one flow after a run. Counters are only those of the run; null is not known.
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
     * @param joins whether the trigger waits for events of several dependencies together, of each of which Argo Events keeps only the
     *     last until all are there; null where that is not known
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
            List<Verdict> verdicts,
            Boolean joins) {

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
                    List.of(),
                    null);
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
                    verdicts,
                    joins);
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
                for (int line = 0; job.log != null && line < job.log.size(); line++) {
                    require(job.log.get(line) != null, "%s.log[%d]".formatted(field, line), null, "a text");
                }
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
     * @param reason why Kubernetes gave it up, as its condition Failed says; null where not known
     * @param log the last lines of its last pod's log, the oldest first, each on one line and cut; null where not known
     * @param noLog why {@code log} is not known; null where it is
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record FailedJob(
            String name, String eventId, Integer exitCode, String reason, List<String> log, String noLog) {

        /** One of which no more is known. */
        public FailedJob(String name, String eventId, Integer exitCode) {
            this(name, eventId, exitCode, null, null, null);
        }
    }

    /**
     * Pods of Jobs that were there and found no place on a node.
     *
     * @param from when the first of them was seen, UTC, ISO 8601, by the clock of the run's machine
     * @param until when the last of them was seen
     * @param most how many there were at once, at the most
     * @param message what the scheduler said of one of them; null where it said nothing
     * @param places how many pods the nodes take in all, other people's included; null where not known
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Waiting(String from, String until, long most, String message, Long places) {

        private void check(String field) {
            requireTime(from, field + ".from");
            requireTime(until, field + ".until");
            ChannelEvidence.require(
                    most >= 1 && most <= ChannelEvidence.MOST,
                    field + ".most",
                    most,
                    "an integer from 1 to " + ChannelEvidence.MOST);
            ChannelEvidence.require(
                    places == null || places >= 0 && places <= ChannelEvidence.MOST,
                    field + ".places",
                    places,
                    "an integer from 0 to " + ChannelEvidence.MOST);
        }

        private static void requireTime(String time, String field) {
            try {
                Instant.parse(String.valueOf(time));
            } catch (DateTimeException e) {
                ChannelEvidence.require(false, field, time, "a time such as 2026-11-23T01:02:03Z");
            }
        }
    }

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
