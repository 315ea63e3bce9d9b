package io.github.argometer.loadtest.cluster.argo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.Target;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The way of a run's messages through Argo Events, as the objects in the cluster say: found by what they read and listen to, so
 * that a queue or topic that nobody reads is noticed before anything is sent to it.
 *
 * @param sources those that the run's channels feed, one each, as far as they are there
 * @param ways of the flows of the plan, in their order
 * @param consumers of those Sensors that listen to one of them
 * @param buses on which those Sensors listen
 * @param missing what the cluster lacks to have all of these
 */
public record EventPath(
        List<Source> sources, List<Way> ways, List<Consumer> consumers, List<ArgoObject> buses, List<Missing> missing) {

    /**
     * The way of a flow: from the channel's source to what its trigger makes of the events; of a shipped channel, to what all do.
     *
     * @param consumers the triggers' holds on the source
     */
    public record Way(Flow flow, Source source, List<Consumer> consumers) {

        /** The flow's name in files and reports. */
        public String label() {
            return flow.label();
        }

        /** Whether its triggers wait for events of several dependencies together. */
        public boolean joins() {
            return consumers.stream().anyMatch(Consumer::joins);
        }

        /** Whether its triggers make Jobs. */
        public boolean makesJobs() {
            return consumers.stream().anyMatch(Consumer::makesJobs);
        }
    }

    /** Fields of an EventSource's spec that are no type of event. */
    private static final Set<String> NO_TYPES = Set.of("template", "service");

    /** What Argo Events gives a JetStream bus that does not say otherwise. */
    private static final int BUS_REPLICAS = 3;

    /** The path that the objects of {@code cluster.events.namespace} make for the channels of {@code plan}. */
    public static EventPath find(KubernetesClient client, Settings settings, SendPlan plan) {
        String namespace = settings.text("cluster.events.namespace");
        List<Missing> missing = new ArrayList<>();
        List<ArgoObject> eventSources = ArgoObject.list(client, "EventSource", namespace);
        boolean shipped = plan.isShipped();
        List<Source> found = (shipped ? Channel.SHIPPED : plan.channels())
                .stream()
                        .flatMap(channel -> (shipped
                                        ? Optional.ofNullable(source(eventSources, settings, channel, missing))
                                        : source(
                                                eventSources,
                                                channel,
                                                plan.targets().get(channel),
                                                namespace,
                                                missing))
                                .stream())
                        .toList();
        List<Consumer> consumers = new ArrayList<>();
        List<Missing> unreadable = new ArrayList<>();
        for (ArgoObject sensor : ArgoObject.list(client, "Sensor", namespace)) {
            try {
                Consumer.of(sensor).stream()
                        .filter(consumer -> found.stream().anyMatch(source -> source.feeds(consumer)))
                        .forEach(consumers::add);
            } catch (BadInputException e) {
                unreadable.addAll(sensor.wrong(e.getMessage()).missing());
            }
        }
        consumers.forEach(Consumer::check);
        for (Source source : found) {
            if (consumers.stream().noneMatch(consumer -> source.feeds(consumer))) {
                missing.add(new Missing(
                        "no Sensor in namespace %s listens to EventSource %s".formatted(namespace, source),
                        Kubernetes.APPLY));
                missing.addAll(unreadable);
            }
        }
        List<ArgoObject> buses = ArgoObject.list(client, "EventBus", namespace).stream()
                .filter(bus -> consumers.stream().anyMatch(consumer -> uses(consumer.sensor(), bus)))
                .toList();
        List<Way> ways = new ArrayList<>();
        for (Source source : found) {
            List<Consumer> listening = fedBy(source, consumers);
            if (shipped) {
                ways.add(new Way(new Flow(source.channel(), ""), source, listening));
            } else {
                Target target = plan.targets().get(source.channel());
                notNamed(target, source, listening, missing);
                target.triggers().forEach(trigger -> ways.add(way(trigger, source, listening, missing)));
            }
        }
        ways.stream().filter(Way::makesJobs).forEach(way -> tooLong(plan, way, missing));
        return new EventPath(found, ways, consumers, buses, List.copyOf(missing));
    }

    /** All that listen must be triggers that tell their name, and that the plan names. */
    private static void notNamed(Target target, Source source, List<Consumer> listening, List<Missing> missing) {
        for (Consumer consumer : listening) {
            String trigger = consumer.told();
            if (trigger.isEmpty()) {
                missing.add(new Missing(
                        "trigger %s of %s, which listens to EventSource %s, tells no recorder its name"
                                .formatted(consumer.trigger(), consumer.sensor(), source),
                        "apply what `loadtest wire` makes of it"));
            } else if (!target.triggers().contains(trigger)) {
                missing.add(new Missing(
                        "trigger %s of %s listens to EventSource %s, and the plan's channel %s does not name it"
                                .formatted(trigger, consumer.sensor(), source, source.channel()),
                        "add it to channels.%s.triggers".formatted(source.channel())));
            }
        }
    }

    private static void tooLong(SendPlan plan, Way way, List<Missing> missing) {
        plan.tooLongForAJob(way.flow())
                .ifPresent(payload -> missing.add(new Missing(
                        "payload %s has %,d bytes, and the Job of %s takes at most %,d as its argument"
                                .formatted(payload.name(), payload.bytes(), way.label(), Payload.LONGEST_OF_A_JOB),
                        "make it shorter, or take it out of expect.%s"
                                .formatted(way.flow().channel()))));
    }

    private static Way way(String trigger, Source source, List<Consumer> listening, List<Missing> missing) {
        List<Consumer> own = listening.stream()
                .filter(consumer -> consumer.told().equals(trigger))
                .toList();
        if (own.isEmpty() && !listening.isEmpty()) {
            missing.add(new Missing(
                    "no Sensor that listens to EventSource %s has the trigger %s, which the plan's channel %s names"
                            .formatted(source, trigger, source.channel()),
                    "known are %s"
                            .formatted(listening.stream()
                                    .map(Consumer::told)
                                    .distinct()
                                    .toList())));
        }
        return new Way(new Flow(source.channel(), trigger), source, own);
    }

    private static List<Consumer> fedBy(Source source, List<Consumer> consumers) {
        return consumers.stream().filter(source::feeds).toList();
    }

    /** The entry that {@code target} names as its event; none, and why in {@code missing}, where it is not there. */
    private static Optional<Source> source(
            List<ArgoObject> eventSources, Channel channel, Target target, String namespace, List<Missing> missing) {
        String[] names = target.event().split("/");
        for (ArgoObject eventSource : eventSources) {
            if (!eventSource.name().equals(names[0])) {
                continue;
            }
            for (Map.Entry<String, JsonNode> type : eventSource.spec("").properties()) {
                JsonNode entry = type.getValue().path(names[1]);
                if (entry.isObject() && !NO_TYPES.contains(type.getKey())) {
                    return Optional.of(new Source(
                            eventSource,
                            channel,
                            type.getKey(),
                            names[1],
                            aws(eventSource, type.getKey(), names[1], entry)));
                }
            }
            missing.add(new Missing(
                    "%s has no event %s, which the plan's channel %s names".formatted(eventSource, names[1], channel),
                    "kubectl -n %s get eventsource %s -o yaml".formatted(namespace, names[0])));
            return Optional.empty();
        }
        missing.add(new Missing(
                "there is no EventSource %s in namespace %s, which the plan's channel %s names"
                        .formatted(names[0], namespace, channel),
                "apply what `loadtest wire` made; known are %s"
                        .formatted(eventSources.stream().map(ArgoObject::name).toList())));
        return Optional.empty();
    }

    private static EventSource.Aws aws(ArgoObject eventSource, String type, String name, JsonNode entry) {
        return switch (type) {
            case Source.SQS -> eventSource.part(entry, EventSource.Sqs.class, type, name);
            case Source.SNS -> eventSource.part(entry, EventSource.Sns.class, type, name);
            default -> null;
        };
    }

    /**
     * The same, once all of it is there.
     *
     * @throws NotReadyException with what is missing
     */
    public static EventPath complete(KubernetesClient client, Settings settings, SendPlan plan) {
        EventPath path = find(client, settings, plan);
        if (!path.missing.isEmpty()) {
            throw new NotReadyException(path.missing);
        }
        return path;
    }

    /** What is missing before Argo Events takes a message from queue and topic through to the triggers. */
    public static List<Missing> notReady(KubernetesClient client, Settings settings, SendPlan plan) {
        try {
            return find(client, settings, plan).notReady(client, settings.text("cluster.events.namespace"));
        } catch (NotReadyException e) {
            return e.missing();
        }
    }

    private List<Missing> notReady(KubernetesClient client, String namespace) {
        List<Missing> all = new ArrayList<>(missing);
        List<ArgoObject> users = Stream.concat(
                        sources.stream().map(Source::eventSource),
                        consumers.stream().map(Consumer::sensor))
                .distinct()
                .toList();
        users.stream()
                .filter(user -> buses.stream().noneMatch(bus -> uses(user, bus)))
                .forEach(user -> all.add(new Missing(
                        "%s wants EventBus %s, and there is none".formatted(user, user.busName()), Kubernetes.APPLY)));
        List<Pod> pods = Pods.staying(client, namespace, Map.of()).toList();
        buses.forEach(bus -> all.addAll(bus.missing(pods, replicas(bus))));
        users.forEach(user -> all.addAll(user.missing(pods, 1)));
        return all.isEmpty() ? new JetStream(client, this).missing() : all;
    }

    /** Whether a pod with {@code labels} is one of its sources, Sensors or buses, and none of others in their namespace. */
    public boolean isServedBy(Map<String, String> labels) {
        return Stream.of(
                        sources.stream().map(Source::eventSource),
                        consumers.stream().map(Consumer::sensor),
                        buses.stream())
                .flatMap(objects -> objects)
                .anyMatch(object ->
                        labels.entrySet().containsAll(object.podLabels().entrySet()));
    }

    /** The source of {@code channel}, or null. */
    public Source source(Channel channel) {
        return sources.stream()
                .filter(source -> source.channel().equals(channel))
                .findFirst()
                .orElse(null);
    }

    /** The way of {@code flow}, or null. */
    Way way(Flow flow) {
        return ways.stream().filter(way -> way.flow.equals(flow)).findFirst().orElse(null);
    }

    /** Whether a trigger waits for events of {@code source} and of others together. */
    public boolean joins(Source source) {
        return ways.stream().anyMatch(way -> way.source().equals(source) && way.joins());
    }

    /** The consumers that {@code source} feeds. */
    public Stream<Consumer> consumers(Source source) {
        return fedBy(source, consumers).stream();
    }

    /** Whether {@code user} puts events on {@code bus}, or takes them from it. */
    static boolean uses(ArgoObject user, ArgoObject bus) {
        return user.busName().equals(bus.name());
    }

    /** Whether {@code bus} is a JetStream one. */
    static boolean isJetStream(ArgoObject bus) {
        return bus.spec("/jetstream").isObject();
    }

    /** The pods that {@code bus} needs; an exotic one runs elsewhere. */
    private static int replicas(ArgoObject bus) {
        return isJetStream(bus) ? bus.spec("/jetstream/replicas").asInt(BUS_REPLICAS) : 0;
    }

    private static Source source(
            List<ArgoObject> eventSources, Settings settings, Channel channel, List<Missing> missing) {
        String type = channel.label();
        String key = channel.equals(Channel.SQS) ? "sqs.queue" : "sns.topic";
        AwsName named = AwsService.of(settings, channel).name();
        String region = settings.text(type + ".region");
        AwsName wanted = region.isEmpty() ? named : new AwsName(region, named.account(), named.name());
        Class<? extends EventSource.Aws> spec =
                channel.equals(Channel.SQS) ? EventSource.Sqs.class : EventSource.Sns.class;
        List<String> others = new ArrayList<>();
        List<Source> found = new ArrayList<>();
        for (ArgoObject eventSource : eventSources) {
            for (Map.Entry<String, JsonNode> entry :
                    eventSource.spec("/" + type).properties()) {
                try {
                    Source source = new Source(
                            eventSource,
                            channel,
                            type,
                            entry.getKey(),
                            eventSource.part(entry.getValue(), spec, type, entry.getKey()));
                    if (source.name().filter(wanted::mayBe).isPresent()) {
                        found.add(source);
                    } else {
                        others.add(source.text(wanted));
                    }
                } catch (BadInputException e) {
                    String target =
                            entry.getValue().path(Source.targetField(type)).asText();
                    if (AwsName.of(channel, target).filter(wanted::mayBe).isPresent()) {
                        throw eventSource.wrong(e.getMessage());
                    }
                    others.add(target);
                }
            }
        }
        if (found.isEmpty()) {
            missing.add(new Missing(
                    "no EventSource takes events from %s (those of type %s take from %s)"
                            .formatted(text(key, wanted), type, others),
                    Kubernetes.APPLY + ", or set " + key));
            return null;
        }
        if (found.stream().map(Source::place).distinct().count() > 1) {
            throw new NotReadyException(
                    "EventSources %s read queues or topics of the same name, %s, in more than one place"
                            .formatted(found, text(key, wanted)),
                    "name one by its ARN: " + SettingFiles.variable(key));
        }
        return found.get(0);
    }

    private static String text(String key, AwsName name) {
        return "%s = \"%s\"%s%s"
                .formatted(
                        key,
                        name.name(),
                        name.region().isEmpty() ? "" : ", region " + name.region(),
                        name.account().isEmpty() ? "" : ", account " + name.account());
    }
}
