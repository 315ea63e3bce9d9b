package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.Conditions;
import io.github.argometer.loadtest.argo.Dependency;
import io.github.argometer.loadtest.argo.Parameters;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import io.github.argometer.standin.manifest.JobManifest;
import io.github.argometer.standin.manifest.Manifests;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The triggers that the Sensors of the manifests describe, and the Jobs that they make. */
final class Sensors {

    private static final int DEFAULT_TIMEOUT_S = 10;

    private final Manifests manifests;
    private final Endpoints endpoints;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<SensorTrigger> triggers = new ArrayList<>();
    private final List<Resource> jobs = new ArrayList<>();

    Sensors(Manifests manifests, Endpoints endpoints) {
        this.manifests = manifests;
        this.endpoints = endpoints;
    }

    List<SensorTrigger> triggers() {
        return triggers;
    }

    /** What the triggers make, before an event is in them. */
    List<Resource> jobs() {
        return jobs;
    }

    /** Builds what one Sensor describes; it does nothing yet. */
    void add(Resource resource) {
        Sensor sensor = resource.as(Sensor.class);
        List<String> dependencies =
                sensor.spec().dependencies().stream().map(Dependency::name).toList();
        if (new HashSet<>(dependencies).size() < dependencies.size()) {
            throw resource.refused("spec.dependencies", "%s: a name stands twice".formatted(dependencies));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sensor.spec().triggers().size(); i++) {
            Sensor.Trigger trigger = sensor.spec().triggers().get(i);
            String field = "spec.triggers." + i;
            if (!names.add(trigger.template().name())) {
                throw resource.refused(
                        field + ".template.name",
                        "\"%s\": another trigger has it"
                                .formatted(trigger.template().name()));
            }
            Conditions conditions = resource.read(
                    field + ".template.conditions",
                    () -> Conditions.of(trigger.template().conditions(), dependencies));
            triggers.add(new SensorTrigger(
                    resource.namespace(),
                    resource.name() + "/" + trigger.template().name(),
                    sensor.spec().dependencies().stream()
                            .filter(dependency -> conditions.names().contains(dependency.name()))
                            .toList(),
                    conditions,
                    trigger.atLeastOnce(),
                    resource.read(field + ".retryStrategy", () -> Backoff.of(trigger.retryStrategy())),
                    limited(resource, field, trigger, action(resource, field, trigger, conditions))));
        }
    }

    private static SensorTrigger.Action limited(
            Resource resource, String field, Sensor.Trigger trigger, SensorTrigger.Action action) {
        Sensor.RateLimit rate = trigger.rateLimit();
        if (rate == null) {
            return action;
        }
        if (rate.requestsPerUnit() < 1) {
            throw resource.refused(
                    field + ".rateLimit.requestsPerUnit", "%d: must be at least 1".formatted(rate.requestsPerUnit()));
        }
        RateLimiter limiter = new RateLimiter(rate.pause());
        return events -> {
            limiter.take();
            action.fire(events);
        };
    }

    private SensorTrigger.Action action(
            Resource resource, String field, Sensor.Trigger trigger, Conditions conditions) {
        Sensor.Template template = trigger.template();
        boolean http = template.http() != null;
        if (http == (template.k8s() != null)) {
            throw resource.refused(field + ".template", "exactly one of k8s and http is needed");
        }
        return http
                ? http(resource, field + ".template.http", template.http(), trigger.policy(), conditions)
                : job(resource, field + ".template.k8s", template.k8s(), trigger.policy(), conditions);
    }

    private SensorTrigger.Action http(
            Resource resource, String field, Sensor.Http http, Sensor.Policy policy, Conditions conditions) {
        Map<String, String> headers = new HashMap<>(http.headers() == null ? Map.of() : http.headers());
        if (http.secureHeaders() != null) {
            http.secureHeaders()
                    .forEach(header -> headers.put(
                            header.name(),
                            manifests.secret(
                                    resource.namespace(), header.valueFrom().secretKeyRef())));
        }
        if (http.timeout() < 0) {
            throw resource.refused(field + ".timeout", "%d: must be at least 0".formatted(http.timeout()));
        }
        URI url = resource.read(field + ".url", () -> endpoints.local(http.url()));
        Parameters payload = resource.read(field + ".payload", () -> Parameters.payload(http, conditions));
        boolean judged =
                policy != null && policy.status() != null && policy.status().allow() != null;
        return resource.read(
                field,
                () -> new SensorTrigger.HttpAction(
                        client,
                        url,
                        http.method() == null ? "POST" : http.method(),
                        Duration.ofSeconds(http.timeout() == 0 ? DEFAULT_TIMEOUT_S : http.timeout()),
                        headers,
                        payload,
                        judged ? policy.status().allow() : List.of()));
    }

    private SensorTrigger.Action job(
            Resource resource, String field, Sensor.K8s k8s, Sensor.Policy policy, Conditions conditions) {
        if (!"create".equals(k8s.operation()) || policy != null) {
            throw resource.refused(field, "the local stand-in knows only operation create without a policy");
        }
        Resource job = new Resource(
                resource.origin(), field + ".source.resource", k8s.source().resource());
        if (job.tree().at("/metadata/namespace").isMissingNode()) {
            job.tree().withObject("/metadata").put("namespace", resource.namespace());
        }
        checkJob(job);
        Parameters parameters = resource.read(field + ".parameters", () -> Parameters.of(k8s.parameters(), conditions));
        Map<String, CloudEvent> events = new HashMap<>();
        conditions.names().forEach(name -> events.put(name, CloudEvent.of("", "", "", Instant.EPOCH, "{}")));
        checkJob(new Resource(
                job.origin(),
                job.at(),
                resource.read(
                        field + ".parameters", () -> parameters.into(job.tree().deepCopy(), events))));
        jobs.add(job);
        return made -> create(parameters.into(job.tree().deepCopy(), made));
    }

    private void create(ObjectNode job) throws SensorTrigger.Failed {
        try {
            endpoints.jobs().accept(job);
        } catch (IllegalStateException e) {
            throw new SensorTrigger.Failed("the Job was not made: " + e.getMessage(), e);
        }
    }

    private static void checkJob(Resource job) {
        if (!job.kind().equals("Job")) {
            throw job.refused("kind", "\"%s\": the local stand-in makes only Jobs".formatted(job.kind()));
        }
        job.as(JobManifest.class).container(job);
    }
}
