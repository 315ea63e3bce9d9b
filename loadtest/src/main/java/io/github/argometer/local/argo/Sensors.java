package io.github.argometer.local.argo;

import io.github.argometer.local.manifest.JobManifest;
import io.github.argometer.local.manifest.Manifests;
import io.github.argometer.local.manifest.Resource;
import io.github.argometer.local.manifest.Sensor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Builds the sensors that the manifests describe, a {@link StandInSensor} a trigger. */
final class Sensors {

    private static final int DEFAULT_TIMEOUT_S = 10;

    private final Manifests manifests;
    private final Endpoints endpoints;
    private final List<StandInSensor> sensors = new ArrayList<>();

    Sensors(Manifests manifests, Endpoints endpoints) {
        this.manifests = manifests;
        this.endpoints = endpoints;
    }

    List<StandInSensor> all() {
        return sensors;
    }

    /** Builds what one Sensor describes; it does nothing yet. */
    void add(Resource resource) {
        Sensor sensor = resource.as(Sensor.class);
        if (sensor.spec().dependencies().size() != 1) {
            throw resource.refused("spec.dependencies", "the local stand-in knows sensors with one dependency alone");
        }
        Dependency dependency =
                dependency(resource, sensor.spec().dependencies().get(0));
        for (int i = 0; i < sensor.spec().triggers().size(); i++) {
            Sensor.Trigger trigger = sensor.spec().triggers().get(i);
            String field = "spec.triggers." + i;
            sensors.add(new StandInSensor(
                    resource.name() + "/" + trigger.template().name(),
                    dependency,
                    trigger(resource, field, trigger, dependency.name()),
                    trigger.atLeastOnce(),
                    resource.read(field + ".retryStrategy", () -> Backoff.of(trigger.retryStrategy()))));
        }
    }

    private static Dependency dependency(Resource resource, Sensor.Dependency manifest) {
        String field = "spec.dependencies.0";
        Optional<JqTransform> transform = Optional.ofNullable(manifest.transform())
                .map(found -> resource.read(field + ".transform.jq", () -> JqTransform.of(found.jq())));
        List<Sensor.Data> filters =
                manifest.filters() == null || manifest.filters().data() == null
                        ? List.of()
                        : manifest.filters().data();
        return new Dependency(
                manifest.name(),
                manifest.eventSourceName(),
                manifest.eventName(),
                transform,
                IntStream.range(0, filters.size())
                        .mapToObj(i -> resource.read(field + ".filters.data." + i, () -> DataFilter.of(filters.get(i))))
                        .toList());
    }

    private Trigger trigger(Resource resource, String field, Sensor.Trigger trigger, String dependency) {
        Sensor.Template template = trigger.template();
        boolean http = template.http() != null;
        if (http == (template.k8s() != null)) {
            throw resource.refused(field + ".template", "exactly one of k8s and http is needed");
        }
        return http
                ? http(resource, field + ".template.http", template.http(), trigger.policy(), dependency)
                : job(resource, field + ".template.k8s", template.k8s(), trigger.policy(), dependency);
    }

    private Trigger http(Resource resource, String field, Sensor.Http http, Sensor.Policy policy, String dependency) {
        Map<String, String> headers = new HashMap<>(http.headers() == null ? Map.of() : http.headers());
        if (http.secureHeaders() != null) {
            http.secureHeaders()
                    .forEach(header -> headers.put(
                            header.name(), manifests.secret(header.valueFrom().secretKeyRef())));
        }
        boolean judged =
                policy != null && policy.status() != null && policy.status().allow() != null;
        return new HttpTrigger(
                resource.read(field + ".url", () -> endpoints.services().local(http.url())),
                http.method() == null ? "POST" : http.method(),
                Duration.ofSeconds(http.timeout() == 0 ? DEFAULT_TIMEOUT_S : http.timeout()),
                headers,
                resource.read(field + ".payload", () -> Parameters.of(http.payload(), dependency)),
                judged ? policy.status().allow() : List.of());
    }

    private Trigger job(Resource resource, String field, Sensor.K8s k8s, Sensor.Policy policy, String dependency) {
        if (!"create".equals(k8s.operation()) || policy != null) {
            throw resource.refused(field, "the local stand-in knows operation create without a policy alone");
        }
        Resource job = new Resource(resource.file(), k8s.source().resource());
        if (!job.kind().equals("Job")) {
            throw resource.refused(field + ".source.resource.kind", "the local stand-in makes Jobs alone");
        }
        job.as(JobManifest.class);
        Parameters parameters = resource.read(field + ".parameters", () -> {
            Parameters places = Parameters.of(k8s.parameters(), dependency);
            places.into(job.tree().deepCopy(), CloudEvent.of("", "", "", Instant.EPOCH, "{}"));
            return places;
        });
        return new JobTrigger(job.tree(), parameters, endpoints.jobs());
    }
}
