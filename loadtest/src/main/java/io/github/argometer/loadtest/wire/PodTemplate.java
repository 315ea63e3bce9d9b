package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * The pod of a source or Sensor: where it runs and how much it may take stay the user's; its account, its labels (by which their
 * Services might find it) and its rights become ours.
 */
final class PodTemplate {

    private static final String FIELD = "spec.template";
    private static final Set<String> KEPT =
            Set.of("nodeSelector", "tolerations", "affinity", "priorityClassName", "priority");
    private static final Set<String> KEPT_IN_CONTAINER = Set.of("resources", "imagePullPolicy");

    private PodTemplate() {}

    /**
     * The template that takes the place of {@code theirs}.
     *
     * @param shipped the object of ours after which it is made
     */
    static ObjectNode of(JsonNode theirs, ObjectNode shipped, Changes changes) {
        ObjectNode made = (ObjectNode) shipped.at("/spec/template");
        ObjectNode container = made.withObject("/container");
        container.remove("resources");
        String account = theirs.path("serviceAccountName").asText();
        if (!account.isEmpty()) {
            changes.replaced(
                    FIELD + ".serviceAccountName",
                    account,
                    made.path("serviceAccountName").asText());
        }
        for (Map.Entry<String, JsonNode> field : theirs.properties()) {
            String name = field.getKey();
            if (KEPT.contains(name)) {
                made.set(name, field.getValue());
            } else if (name.equals("metadata")) {
                metadata(field.getValue(), made, changes);
            } else if (name.equals("container")) {
                container(field.getValue(), container, changes);
            } else if (name.equals("securityContext")) {
                changes.replaced(FIELD + "." + name, text(field.getValue()), text(made.path(name)));
            } else if (name.equals("imagePullSecrets")) {
                changes.dropped(FIELD + "." + name, "since the test has no Secrets of yours");
            } else if (!name.equals("serviceAccountName")) {
                throw notKept(name, changes);
            }
        }
        return made;
    }

    private static void metadata(JsonNode theirs, ObjectNode made, Changes changes) {
        if (theirs.path("annotations").isObject()) {
            made.withObject("/metadata").set("annotations", theirs.path("annotations"));
        }
        if (!theirs.path("labels").isEmpty()) {
            changes.dropped(FIELD + ".metadata.labels", "since a Service of yours may look for them");
        }
    }

    private static void container(JsonNode theirs, ObjectNode made, Changes changes) {
        for (Map.Entry<String, JsonNode> field : theirs.properties()) {
            String name = field.getKey();
            if (KEPT_IN_CONTAINER.contains(name)) {
                made.set(name, field.getValue());
            } else if (name.equals("env")) {
                ArrayNode all = made.withArray("/env");
                for (JsonNode variable : field.getValue()) {
                    if (variable.has("valueFrom")) {
                        throw notKept("container.env", changes);
                    }
                    all.add(variable);
                }
            } else if (name.equals("securityContext")) {
                changes.replaced(FIELD + ".container." + name, text(field.getValue()), text(made.path(name)));
            } else {
                throw notKept("container." + name, changes);
            }
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "none" : node.toString();
    }

    private static RuntimeException notKept(String field, Changes changes) {
        return changes.refused(
                FIELD + "." + field,
                "wire cannot keep it, since the test has no Secrets, ConfigMaps or volumes of yours; leave it out of a copy"
                        + " and wire that. It keeps nodeSelector, tolerations, affinity, priorityClassName, priority,"
                        + " metadata.annotations, and of the container resources, imagePullPolicy and env with plain values");
    }
}
