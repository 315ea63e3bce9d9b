package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What sources must not have in common once they are ours: a test would take one's messages for the other's. */
final class Clashes {

    private Clashes() {}

    /**
     * Refuses the first.
     *
     * @throws io.github.argometer.loadtest.BadInputException by file, object and field
     */
    static void refuse(List<WiredSource> sources) {
        refuseSamePlaces(sources);
        refuseHeardSubjects(sources);
        refuseOverlappingSubjects(sources);
    }

    /** Two queues, topics or subjects must not become one. */
    private static void refuseSamePlaces(List<WiredSource> sources) {
        Map<String, String> before = new HashMap<>();
        for (WiredSource source : sources) {
            for (String type : List.of("sqs", "sns", "nats")) {
                for (Map.Entry<String, JsonNode> entry :
                        source.tree().at("/spec/" + type).properties()) {
                    JsonNode theirs =
                            source.changes().of().tree().at("/spec/" + type).path(entry.getKey());
                    String old = place(theirs) + keys(theirs);
                    String now = place(entry.getValue());
                    String other = before.putIfAbsent(now, old);
                    if (other != null && other.equals(old)) {
                        throw source.changes()
                                .refused(
                                        "spec.%s.%s".formatted(type, entry.getKey()),
                                        "(%s) is read by another event too, so no channel could be told by what it fires: leave one of them out of a copy"
                                                .formatted(old));
                    }
                    if (other != null) {
                        throw source.changes()
                                .refused(
                                        "spec",
                                        "(%s) and (%s) would both be (%s): name one otherwise in a copy"
                                                .formatted(other, old, now));
                    }
                }
            }
        }
    }

    /** What is read, and all that says where it is. */
    private static String place(JsonNode event) {
        return Stream.of("queue", "topicArn", "subject", "region", "queueAccountId", "endpoint", "url")
                .filter(event::has)
                .map(field -> field + " " + event.path(field).asText())
                .collect(Collectors.joining(", "));
    }

    /** Whose keys tell where a queue without an account is. */
    private static String keys(JsonNode event) {
        String secret = event.at("/accessKey/name").asText();
        return secret.isEmpty() ? "" : ", keys of " + secret;
    }

    /** A subject of the user's with a wildcard in front may match those that the test sends to. */
    private static void refuseHeardSubjects(List<WiredSource> sources) {
        for (WiredSource source : sources) {
            for (String theirs : source.renamed().keySet()) {
                sources.stream()
                        .flatMap(other -> other.renamed().values().stream())
                        .filter(ours ->
                                ours.startsWith(SourceWiring.SUBJECTS) && !ours.equals(theirs) && meet(theirs, ours))
                        .findFirst()
                        .ifPresent(ours -> {
                            throw source.changes()
                                    .refused(
                                            "spec.nats",
                                            "your source of subject %s would hear what is sent to %s too: leave it out of a copy"
                                                    .formatted(theirs, ours));
                        });
            }
        }
    }

    /** What is sent to one subject must not be heard by the source of another. */
    private static void refuseOverlappingSubjects(List<WiredSource> sources) {
        List<String> before = new ArrayList<>();
        for (WiredSource source : sources) {
            for (Map.Entry<String, JsonNode> entry :
                    source.tree().at("/spec/nats").properties()) {
                String subject = entry.getValue().path("subject").asText();
                before.stream()
                        .filter(other -> !other.equals(subject) && meet(other, subject))
                        .findFirst()
                        .ifPresent(other -> {
                            throw source.changes()
                                    .refused(
                                            "spec.nats.%s.subject".formatted(entry.getKey()),
                                            "what is sent to %s may be heard by the source of %s too: leave one of them out of a copy"
                                                    .formatted(subject, other));
                        });
                before.add(subject);
            }
        }
    }

    /** Whether a subject of NATS can match both: * stands for one part, and a > at the end for one or more. */
    private static boolean meet(String one, String other) {
        return meet(one.split("\\."), other.split("\\."), 0);
    }

    private static boolean meet(String[] one, String[] other, int at) {
        if (at == one.length || at == other.length) {
            return one.length == other.length;
        }
        if (one[at].equals(">") || other[at].equals(">")) {
            return true;
        }
        boolean same = one[at].equals("*") || other[at].equals("*") || one[at].equals(other[at]);
        return same && meet(one, other, at + 1);
    }
}
