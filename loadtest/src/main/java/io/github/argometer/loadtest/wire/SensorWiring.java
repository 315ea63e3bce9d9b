package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.Sensor;
import io.github.argometer.record.ArgoEvent;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Makes a Sensor ours: it waits, transforms, filters and retries as the user's does, and what it does is recorded. */
final class SensorWiring {

    private static final Set<String> SHIPPED = Set.of("argometer-http", "argometer-job");
    /** What a trigger's template has beside its target. */
    private static final Set<String> BESIDE_TARGET = Set.of("name", "conditions", "conditionsReset");
    /** Targets that make an object. */
    private static final Set<String> MAKE_OBJECTS = Set.of("k8s", "argoWorkflow");

    /**
     * What a trigger waits for.
     *
     * @param dependencies in the Sensor's order
     * @param several whether any two must be there for the trigger to act
     * @param mayLack whether the trigger may act although one of them has no event
     */
    private record Waits(List<String> dependencies, boolean several, boolean mayLack) {}

    private final Changes changes;
    private final Map<String, WiredSource> sources;
    private final TriggerNames names;
    private final WireOptions options;
    /** The event of each dependency, {@code <EventSource>/<event>}. */
    private final Map<String, String> dependencies = new LinkedHashMap<>();

    private final List<WiredSensor.Trigger> triggers = new ArrayList<>();
    private final Set<String> triggerNames = new HashSet<>();
    private boolean calls;
    private boolean makesJobs;

    private SensorWiring(Resource sensor, Map<String, WiredSource> sources, TriggerNames names, WireOptions options) {
        this.changes = Changes.of(sensor);
        this.sources = sources;
        this.names = names;
        this.options = options;
    }

    /**
     * {@code sensor} as ours.
     *
     * @param sources what the EventSources became, by their old names
     * @throws io.github.argometer.loadtest.BadInputException for what cannot be kept, by file, object and field
     */
    static WiredSensor of(Resource sensor, Map<String, WiredSource> sources, TriggerNames names, WireOptions options) {
        return new SensorWiring(sensor, sources, names, options).wired();
    }

    private WiredSensor wired() {
        JsonNode spec = changes.of().tree().path("spec");
        ObjectNode tree = SourceWiring.head(changes, options.eventsNamespace(), SHIPPED);
        ObjectNode made = tree.withObject("/spec").put("eventBusName", SourceWiring.EVENT_BUS);
        for (Map.Entry<String, JsonNode> field : spec.properties()) {
            if (!Set.of("eventBusName", "template").contains(field.getKey())) {
                made.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        List<ObjectNode> waited = maps(made, "dependencies");
        for (int i = 0; i < waited.size(); i++) {
            dependency("spec.dependencies." + i, waited.get(i));
        }
        List<ObjectNode> acts = maps(made, "triggers");
        for (int i = 0; i < acts.size(); i++) {
            trigger("spec.triggers." + i, acts.get(i));
        }
        ObjectNode like = makesJobs ? Shipped.jobSensor() : Shipped.httpSensor();
        made.set("template", PodTemplate.of(spec.path("template"), like, changes));
        return new WiredSensor(changes, tree, triggers, calls, makesJobs);
    }

    private List<ObjectNode> maps(JsonNode spec, String name) {
        if (spec.path(name).isEmpty()) {
            throw changes.refused("spec." + name, "must be given");
        }
        List<ObjectNode> maps = new ArrayList<>();
        for (JsonNode map : spec.path(name)) {
            if (!(map instanceof ObjectNode object)) {
                throw changes.refused("spec.%s.%d".formatted(name, maps.size()), "must be a map");
            }
            maps.add(object);
        }
        return maps;
    }

    private void dependency(String field, ObjectNode dependency) {
        String name = changes.text(dependency, field, "name");
        String sourceName = changes.text(dependency, field, "eventSourceName");
        String event = changes.text(dependency, field, "eventName");
        WiredSource source = sources.get(sourceName);
        if (source == null) {
            throw changes.refused(
                    field + ".eventSourceName",
                    "\"%s\": there is no such EventSource in the folder".formatted(sourceName));
        }
        if (!source.events().containsKey(event)) {
            throw changes.refused(
                    field + ".eventName",
                    "\"%s\": EventSource %s has only %s"
                            .formatted(
                                    event,
                                    sourceName,
                                    String.join(", ", source.events().keySet())));
        }
        if (dependencies.putIfAbsent(name, source.name() + "/" + event) != null) {
            throw changes.refused(field + ".name", "\"%s\": another dependency has it".formatted(name));
        }
        changes.ours("dependency %s: eventSourceName".formatted(name), sourceName, source.name());
        dependency.put("eventSourceName", source.name());
        if (dependency.at("/filters/context") instanceof ObjectNode context
                && context.path("source")
                        .asText()
                        .equals(sourceName)) { // a CloudEvent's source is the EventSource's name
            context.put("source", source.name());
            changes.replaced("dependency %s: filters.context.source".formatted(name), sourceName, source.name());
        }
        for (String part : List.of("filters", "transform")) {
            source.renamed().forEach((before, now) -> {
                if (!before.equals(now) && mentions(dependency.path(part), before)) {
                    changes.tell("dependency %s: %s: kept as it is, and says \"%s\", which is %s now: check it"
                            .formatted(name, part, before, now));
                }
            });
        }
    }

    private static boolean mentions(JsonNode node, String text) {
        return node.isTextual()
                ? node.asText()
                        .replace("\\", "")
                        .contains(text) // a regular expression escapes what it means as it stands
                : StreamSupport.stream(node.spliterator(), false).anyMatch(child -> mentions(child, text));
    }

    private void trigger(String field, ObjectNode trigger) {
        JsonNode template = trigger.path("template");
        String name = changes.text(template, field + ".template", "name");
        Waits waits = waits(
                field + ".template.conditions", template.path("conditions").asText());
        triggers.add(new WiredSensor.Trigger(
                wire(field, trigger, waits),
                waits.dependencies().stream()
                        .map(dependencies::get)
                        .collect(Collectors.toCollection(LinkedHashSet::new))));
        if (waits.several()) {
            changes.tell(
                    "trigger %s: waits for several events: of each, Argo Events keeps only the last until all are there"
                            .formatted(name));
        }
        String at = field + ".dlqTrigger";
        for (JsonNode dead = trigger.path("dlqTrigger"); !dead.isMissingNode(); dead = dead.path("dlqTrigger")) {
            if (!(dead instanceof ObjectNode object)) {
                throw changes.refused(at, "must be a map");
            }
            wire(at, object, waits);
            changes.tell("trigger %s: acts only when trigger %s has failed"
                    .formatted(object.at("/template/name").asText(), name));
            at += ".dlqTrigger";
        }
    }

    private Waits waits(String field, String conditions) {
        Sensor.Template template = new Sensor.Template("", conditions, null, null);
        List<String> waited =
                dependencies.keySet().stream().filter(template::waitsFor).toList();
        if (waited.isEmpty()) {
            throw changes.refused(field, "\"%s\": names none of the dependencies".formatted(conditions));
        }
        boolean many = waited.size() > 1;
        return new Waits(
                waited,
                many && (conditions.isEmpty() || conditions.contains("&&")),
                many && (conditions.contains("||") || conditions.contains("!")));
    }

    /** Puts a recorder in the place of the trigger's target; the name by which it records. */
    private String wire(String field, ObjectNode trigger, Waits waits) {
        if (!(trigger.path("template") instanceof ObjectNode template)) {
            throw changes.refused(field + ".template", "must be given");
        }
        String name = changes.text(template, field + ".template", "name");
        if (!triggerNames.add(name)) {
            throw changes.refused(field + ".template.name", "\"%s\": another trigger has it".formatted(name));
        }
        List<String> targets = StreamSupport.stream(((Iterable<String>) template::fieldNames).spliterator(), false)
                .filter(key -> !BESIDE_TARGET.contains(key))
                .toList();
        if (targets.size() != 1 || !template.path(targets.get(0)).isObject()) {
            throw changes.refused(
                    field + ".template",
                    "must have one target, such as http or k8s, and has %s"
                            .formatted(targets.isEmpty() ? "none" : String.join(", ", targets)));
        }
        String target = targets.get(0);
        String recorded = names.of(changes, field + ".template.name", name);
        String what = "trigger " + name;
        dropParameters(field, what, trigger, target);
        String before =
                "%s %s".formatted(target, detail(target, template.path(target))).strip();
        template.remove(target);
        String as = recorded.equals(name) ? "" : ", recorded as " + recorded;
        if (MAKE_OBJECTS.contains(target)) {
            makesJobs = true;
            template.set("k8s", job(recorded, waits));
            changes.replaced(what, before, "Job recorder-job" + as);
            if (trigger.remove("policy") != null) {
                changes.dropped(what + ": policy", "since it looks for labels of what was made before");
            }
        } else {
            calls = true;
            template.set("http", http(recorded, waits));
            changes.replaced(what, before, options.recorderService() + as);
            policy(what, trigger);
        }
        return recorded;
    }

    /** Parameters at trigger level write the event into the template: those of the target have no place any more. */
    private void dropParameters(String field, String what, ObjectNode trigger, String target) {
        int i = 0;
        for (JsonNode parameter : trigger.path("parameters")) {
            String dest = parameter.path("dest").asText();
            if (!dest.startsWith(target + ".")) {
                throw changes.refused(
                        "%s.parameters.%d.dest".formatted(field, i),
                        "\"%s\": wire can leave out only parameters of the target, %s".formatted(dest, target));
            }
            i++;
        }
        if (trigger.remove("parameters") != null) {
            changes.dropped(what + ": parameters", "each event is handed over whole");
        }
    }

    private static String detail(String target, JsonNode theirs) {
        return switch (target) {
            case "http" -> theirs.path("url").asText();
            case "k8s", "argoWorkflow" ->
                (theirs.path("operation").asText() + " "
                                + theirs.at("/source/resource/kind").asText())
                        .strip();
            default -> "";
        };
    }

    private void policy(String what, ObjectNode trigger) {
        JsonNode ours = Shipped.httpSensor().at("/spec/triggers/0/policy");
        JsonNode theirs = trigger.at("/policy/status/allow");
        changes.replaced(
                what + ": policy.status.allow",
                theirs.isEmpty() ? "none, so any answer counts as success" : statuses(theirs),
                statuses(ours.at("/status/allow")));
        trigger.set("policy", ours);
    }

    private static String statuses(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    /**
     * The events as texts of one JSON object. A payload fails without an event and without a value, and a value goes before the
     * event: so where one may lack, its value is empty, and a parameter, which is passed over without an event, puts the event
     * there. See {@code ConstructPayload}, {@code ApplyParams} and {@code ResolveParamValue} in Argo Events' {@code params.go}.
     */
    private ObjectNode http(String recorded, Waits waits) {
        ObjectNode http = (ObjectNode) Shipped.httpSensor().at("/spec/triggers/0/template/http");
        String path = URI.create(http.path("url").asText()).getPath();
        http.put(
                "url",
                "http://%s.%s.svc.cluster.local%s"
                        .formatted(options.recorderService(), options.recorderNamespace(), path));
        http.withObject("/headers").put(ArgoEvent.TRIGGER_HEADER, recorded);
        ArrayNode payload = http.putArray("payload");
        for (String dependency : waits.dependencies()) {
            int i = payload.size();
            ObjectNode part = payload.addObject();
            ObjectNode from = part.putObject("src").put("dependencyName", dependency);
            part.put("dest", i == 0 ? "data" : "data" + (i + 1));
            if (waits.mayLack()) {
                from.put("value", "");
                parameter(http.withArray("/parameters"), dependency, "payload.%d.src.value".formatted(i));
            }
        }
        return http;
    }

    /** The events as a Job's arguments; an argument without an event stays as it is, which is empty. */
    private ObjectNode job(String recorded, Waits waits) {
        ObjectNode k8s = (ObjectNode) Shipped.jobSensor().at("/spec/triggers/0/template/k8s");
        ObjectNode resource = (ObjectNode) k8s.at("/source/resource");
        resource.withObject("/metadata").put("namespace", options.jobsNamespace());
        ObjectNode container = (ObjectNode) resource.at("/spec/template/spec/containers/0");
        container
                .withArray("/env")
                .addObject()
                .put("name", SettingFiles.TRIGGER_VARIABLE)
                .put("value", recorded);
        ArrayNode arguments = container.putArray("args");
        ArrayNode parameters = k8s.putArray("parameters");
        for (String dependency : waits.dependencies()) {
            parameter(parameters, dependency, "spec.template.spec.containers.0.args." + arguments.size());
            arguments.add("");
        }
        return k8s;
    }

    private static void parameter(ArrayNode parameters, String dependency, String dest) {
        ObjectNode parameter = parameters.addObject();
        parameter.putObject("src").put("dependencyName", dependency);
        parameter.put("dest", dest);
    }
}
