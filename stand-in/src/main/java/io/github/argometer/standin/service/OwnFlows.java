package io.github.argometer.standin.service;

import io.github.argometer.Settings;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Flow;
import io.github.argometer.plan.Payload;
import io.github.argometer.plan.SendPlan;
import io.github.argometer.plan.Target;
import io.github.argometer.record.ArgoEvent;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.JobManifest;
import io.github.argometer.standin.manifest.Manifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ways of a plan's own channels through EventSources and Sensors of the manifests.
 *
 * @param open the entry of an EventSource that each channel feeds whose endpoint neither plan nor settings name
 * @param byJobs the flows whose triggers make Jobs
 */
record OwnFlows(Targets targets, String namespace, Map<Channel, String> open, Set<Flow> byJobs) {

    /**
     * A trigger that listens to an entry of an EventSource.
     *
     * @param told the name that it tells the recorder, "" where it tells none
     */
    private record Listener(String sensor, String trigger, String told, boolean makesJobs) {}

    /**
     * The ways of {@code plan}.
     *
     * @throws BadInputException for an event that the manifests do not have, for a trigger that does not listen to it, and for one that
     *     does and that the plan does not name
     */
    static OwnFlows of(Manifests manifests, Targets targets, SendPlan plan, Settings settings) {
        String namespace = settings.text("cluster.events.namespace");
        List<String> known = targets.names(namespace);
        OwnFlows flows = new OwnFlows(targets, namespace, new HashMap<>(), new HashSet<>());
        plan.targets().forEach((channel, target) -> {
            String field = "plan: channels.%s.".formatted(channel);
            if (!known.contains(target.event())) {
                throw new BadInputException("%sevent = \"%s\": must be one of the manifests' in namespace %s: %s"
                        .formatted(field, target.event(), namespace, String.join(", ", known)));
            }
            if (target.endpoint().isEmpty()
                    && settings.text("channel.%s.endpoint".formatted(channel)).isEmpty()) {
                flows.open.put(channel, target.event());
            }
            List<Listener> listeners = listeners(manifests, namespace, target.event());
            check(field + "triggers", target, listeners);
            listeners.stream()
                    .filter(Listener::makesJobs)
                    .map(listener -> new Flow(channel, listener.told()))
                    .forEach(flow -> {
                        tooLong(plan, flow);
                        flows.byJobs.add(flow);
                    });
        });
        return flows;
    }

    /** The settings with which the sending routes reach the sources at {@code servers}. */
    Map<String, String> settings(Targets.Servers servers) {
        Map<String, String> settings = new HashMap<>();
        open.forEach((channel, event) ->
                settings.putAll(targets.own("channel.%s.".formatted(channel), namespace, event, servers)));
        return settings;
    }

    private static void tooLong(SendPlan plan, Flow flow) {
        plan.tooLongForAJob(flow).ifPresent(payload -> {
            throw new BadInputException(
                    "plan: payloads[%d] has %,d bytes: must have at most %,d, which the Job of %s takes as its argument"
                            .formatted(payload.place(), payload.bytes(), Payload.LONGEST_OF_A_JOB, flow.label()));
        });
    }

    private static void check(String field, Target target, List<Listener> listeners) {
        List<String> told = listeners.stream().map(Listener::told).toList();
        for (String trigger : target.triggers()) {
            if (!told.contains(trigger)) {
                throw new BadInputException(
                        "%s: no Sensor that listens to %s has a trigger that tells the name %s: known are %s"
                                .formatted(field, target.event(), trigger, told));
            }
        }
        for (Listener listener : listeners) {
            if (!target.triggers().contains(listener.told())) {
                throw new BadInputException("%s: trigger %s of Sensor %s listens to %s too, and tells %s: "
                                .formatted(
                                        field,
                                        listener.trigger(),
                                        listener.sensor(),
                                        target.event(),
                                        listener.told().isEmpty()
                                                ? "no recorder its name"
                                                : "the name " + listener.told())
                        + (listener.told().isEmpty() ? "take what loadtest wire makes of it" : "name it"));
            }
        }
    }

    private static List<Listener> listeners(Manifests manifests, String namespace, String event) {
        List<Listener> listeners = new ArrayList<>();
        for (Resource resource : Coverage.acted(manifests)) {
            if (resource.kind().equals("Sensor") && resource.namespace().equals(namespace)) {
                Sensor.Spec spec = resource.as(Sensor.class).spec();
                spec.triggers().stream()
                        .map(Sensor.Trigger::template)
                        .filter(template -> spec.dependencies().stream()
                                .anyMatch(dependency -> template.waitsFor(dependency.name())
                                        && event.equals(dependency.eventSourceName() + "/" + dependency.eventName())))
                        .map(template -> new Listener(
                                resource.name(), template.name(), told(resource, template), template.k8s() != null))
                        .forEach(listeners::add);
            }
        }
        return listeners;
    }

    private static String told(Resource resource, Sensor.Template template) {
        if (template.k8s() == null) {
            return template.http() == null ? "" : template.http().headers().getOrDefault(ArgoEvent.TRIGGER_HEADER, "");
        }
        return new Resource(resource.origin(), template.k8s().source().resource())
                .as(JobManifest.class).spec().template().spec().containers().stream()
                        .flatMap(container -> container.env().stream())
                        .filter(variable ->
                                variable.name().equals(SettingFiles.TRIGGER_VARIABLE) && variable.value() != null)
                        .map(variable -> variable.value())
                        .findFirst()
                        .orElse("");
    }
}
