package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.Printable;
import io.github.argometer.loadtest.argo.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes an EventSource ours: it listens as the user's does, to a queue, topic or subject of its own. Which fields there are is
 * Argo Events' {@code eventsource_types.go}.
 */
final class SourceWiring {

    static final String EVENT_BUS = "argometer";

    private static final String TYPES = "webhook, sqs, sns and nats";
    private static final Set<String> SHIPPED = Set.of("argometer-sqs", "argometer-sns");
    private static final int LONGEST_NAME = 63;
    /** What Argo Events puts behind the name of the Service that it makes. */
    private static final String SERVICE = "-eventsource-svc";

    private static final Pattern QUEUE = Pattern.compile("[\\w-]{1,80}");
    /** A part of a subject that stands for others. */
    private static final Pattern WILDCARD = Pattern.compile("(^|\\.)[*>](\\.|$)");

    private static final Pattern TOPIC = Pattern.compile("(arn:[^:]+:sns:[^:]+:)([^:]*)(:)([\\w-]{1,256})");
    /** Before the names of our subjects. */
    static final String SUBJECTS = "argometer.";
    /** The account that LocalStack has for keys that are no account's. */
    private static final String LOCALSTACK_ACCOUNT = "000000000000";

    private final Changes changes;
    private final WireOptions options;
    private final Map<String, String> events = new LinkedHashMap<>();
    private final Set<Address> reads = new LinkedHashSet<>();
    private final SortedSet<Integer> webhooks = new TreeSet<>();
    private final SortedSet<Integer> snsPorts = new TreeSet<>();
    private final Set<String> snsNamespaces = new LinkedHashSet<>();
    private final List<String> toMake = new ArrayList<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();

    private SourceWiring(Resource source, WireOptions options) {
        this.changes = Changes.of(source);
        this.options = options;
    }

    /**
     * {@code source} as ours.
     *
     * @throws io.github.argometer.loadtest.BadInputException for what cannot be kept, by file, object and field
     */
    static WiredSource of(Resource source, WireOptions options) {
        return new SourceWiring(source, options).wired();
    }

    private WiredSource wired() {
        JsonNode spec = changes.of().tree().path("spec");
        ObjectNode tree = head(changes, options.eventsNamespace(), SHIPPED);
        ObjectNode made = tree.withObject("/spec").put("eventBusName", EVENT_BUS);
        for (Map.Entry<String, JsonNode> field : spec.properties()) {
            switch (field.getKey()) {
                case "eventBusName", "template" -> {} // ours, below
                case "service" -> made.set("service", field.getValue().deepCopy());
                default -> made.set(field.getKey(), field(field.getKey(), field.getValue()));
            }
        }
        if (events.isEmpty()) {
            throw changes.refused("spec", "no events: wire knows those of " + TYPES);
        }
        Optional<ObjectNode> service = service(made);
        made.set("template", PodTemplate.of(spec.path("template"), Shipped.source(), changes));
        return new WiredSource(
                changes, tree, service, events, reads, webhooks, snsPorts, snsNamespaces, toMake, renamed);
    }

    /** What stands above the spec of an object that becomes ours: its kind, and a name that is none of the {@code shipped} ones. */
    static ObjectNode head(Changes changes, String namespace, Set<String> shipped) {
        ObjectNode theirs = changes.of().tree();
        if (shipped.contains(changes.name())) {
            throw changes.refused(
                    "metadata.name",
                    "it would become %s, which the kit has itself: name it otherwise in a copy"
                            .formatted(changes.name()));
        }
        if (changes.name().length() > LONGEST_NAME) {
            throw changes.refused(
                    "metadata.name",
                    "it would become %s: must be at most %d characters with the prefix"
                            .formatted(changes.name(), LONGEST_NAME));
        }
        changes.ours("metadata.name", changes.of().name(), changes.name());
        for (String field : List.of("labels", "annotations")) {
            if (!theirs.at("/metadata/" + field).isEmpty()) {
                changes.dropped("metadata." + field, "since tools that manage your objects may look for them");
            }
        }
        String bus = theirs.at("/spec/eventBusName").asText("");
        changes.ours("spec.eventBusName", bus.isEmpty() ? "default" : bus, EVENT_BUS);
        ObjectNode tree = theirs.deepCopy()
                .removeAll()
                .put("apiVersion", theirs.path("apiVersion").asText());
        tree.put("kind", changes.of().kind());
        tree.withObject("/metadata").put("name", changes.name()).put("namespace", namespace);
        return tree;
    }

    private JsonNode field(String type, JsonNode value) {
        boolean known = Set.of("webhook", "sqs", "sns", "nats").contains(type);
        if (!known && !value.isObject()) {
            return value; // replicas and the like
        } else if (!known) {
            throw changes.refused(
                    "spec." + type,
                    "wire knows only the EventSource types %s: leave it, and what waits for it, out of a copy"
                            .formatted(TYPES));
        } else if (!(value instanceof ObjectNode)) {
            throw changes.refused("spec." + type, "must be a map");
        }
        ObjectNode all = value.deepCopy();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            String field = "spec.%s.%s".formatted(type, entry.getKey());
            if (!(entry.getValue() instanceof ObjectNode event)) {
                throw changes.refused(field, "must be a map");
            }
            String reads =
                    switch (type) {
                        case "webhook" -> webhook(field, event);
                        case "sqs" -> sqs(field, event);
                        case "sns" -> sns(field, event);
                        default -> nats(field, event);
                    };
            refuseSecrets(field, event);
            if (events.putIfAbsent(entry.getKey(), reads) != null) {
                throw changes.refused(field, "there is another event of that name");
            }
        }
        return all;
    }

    private String webhook(String field, ObjectNode event) {
        changes.text(event, field, "endpoint");
        String method = changes.text(event, field, "method");
        if (!method.equals("POST")) {
            throw changes.refused(field + ".method", "\"%s\": must be POST, by which a test sends".formatted(method));
        }
        int port = port(field, event);
        webhooks.add(port);
        return "%s %s at port %d"
                .formatted(event.path("method").asText(), event.path("endpoint").asText(), port);
    }

    private int port(String field, JsonNode webhook) {
        String port = changes.text(webhook, field, "port");
        if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
            throw changes.refused(field + ".port", "\"%s\": must be a port, 1 to 65535".formatted(port));
        }
        return Integer.parseInt(port);
    }

    private String sqs(String field, ObjectNode event) {
        String queue = changes.text(event, field, "queue");
        refuseFifo(field + ".queue", queue);
        String name = rename(field + ".queue", queue, Changes.prefixed(queue));
        if (!QUEUE.matcher(name).matches()) {
            throw changes.refused(
                    field + ".queue", "\"%s\": must be a queue's name, of at most 80 characters".formatted(name));
        }
        event.put("queue", name);
        String account = event.path("queueAccountId").asText();
        if (options.awsEndpoint().isPresent() && !account.isEmpty()) {
            event.remove("queueAccountId");
            changes.dropped(field + ".queueAccountId", "since LocalStack has the queue in the account of the keys");
        }
        aws(field, event, "SQS queue " + name);
        return "SQS queue " + name;
    }

    private String sns(String field, ObjectNode event) {
        String arn = changes.text(event, field, "topicArn");
        refuseFifo(field + ".topicArn", arn);
        var topic = TOPIC.matcher(arn);
        if (!topic.matches()) {
            throw changes.refused(field + ".topicArn", "\"%s\": must be a topic's ARN".formatted(arn));
        }
        String account = options.awsEndpoint().isPresent() ? LOCALSTACK_ACCOUNT : topic.group(2);
        String name = options.keepSources() ? topic.group(4) : Changes.prefixed(topic.group(4));
        String now = topic.group(1) + account + topic.group(3) + name;
        changes.replaced(field + ".topicArn", arn, now);
        event.put("topicArn", now);
        remember(field + ".topicArn", arn, now);
        filter(field, event, arn, now);
        if (options.awsEndpoint().isPresent() && event.path("validateSignature").asBoolean()) {
            event.put("validateSignature", false);
            changes.replaced(field + ".validateSignature", "true", "false (LocalStack signs otherwise)");
        }
        if (!(event.get("webhook") instanceof ObjectNode webhook)) {
            throw changes.refused(field + ".webhook", "must be given");
        }
        changes.text(webhook, field + ".webhook", "endpoint");
        int port = port(field + ".webhook", webhook);
        String url = "http://%s.%s.svc.cluster.local:%d".formatted(changes.name(), options.eventsNamespace(), port);
        changes.replaced(field + ".webhook.url", changes.text(webhook, field + ".webhook", "url"), url);
        webhook.put("url", url);
        snsPorts.add(port);
        snsNamespaces.add(aws(field, event, "SNS topic " + now).namespace().orElse(""));
        return "SNS topic " + now;
    }

    /** A filter that keeps other topics out must let ours in. */
    private void filter(String field, ObjectNode event, String before, String now) {
        String expression = event.at("/filter/expression").asText();
        if (!before.equals(now) && expression.contains(before)) {
            ((ObjectNode) event.get("filter")).put("expression", expression.replace(before, now));
            changes.replaced(field + ".filter.expression", before, now);
        }
        checkFilter(field, event, before.substring(before.lastIndexOf(':') + 1), now);
    }

    /** What else a filter says of a name that has changed is the user's to judge. */
    private void checkFilter(String field, ObjectNode event, String before, String now) {
        String said = event.at("/filter/expression").asText().replace("\\", "");
        if (!before.equals(now) && said.replace(now, "").contains(before)) {
            changes.tell("%s.filter.expression: kept as it is, and says \"%s\", which is %s now: check it"
                    .formatted(field, before, now));
        }
    }

    /** Where AWS is, and with which keys it is asked; the address that the source connects to. */
    private Address aws(String field, ObjectNode event, String what) {
        changes.text(event, field, "region");
        String theirs = event.path("endpoint").asText();
        String endpoint = options.awsEndpoint().map(Object::toString).orElse(theirs);
        changes.replaced(field + ".endpoint", theirs.isEmpty() ? "AWS" : theirs, endpoint.isEmpty() ? "AWS" : endpoint);
        if (!endpoint.isEmpty()) {
            event.put("endpoint", endpoint);
        }
        JsonNode shipped = Shipped.source().at("/spec/sqs/load");
        for (String key : List.of("accessKey", "secretKey")) {
            if (event.path(key).isObject() || options.awsEndpoint().isPresent()) {
                String before = event.at("/" + key + "/name").asText();
                String now = shipped.at("/" + key + "/name").asText();
                changes.replaced(
                        "%s.%s".formatted(field, key), before.isEmpty() ? "none" : "Secret " + before, "Secret " + now);
                event.set(key, shipped.path(key));
            }
        }
        if (event.remove("sessionToken") != null) {
            changes.dropped(field + ".sessionToken", "it belongs to other keys");
        }
        if (options.awsEndpoint().isPresent() && event.remove("roleARN") != null) {
            changes.dropped(field + ".roleARN", "since LocalStack has no such role");
        }
        Address address =
                endpoint.isEmpty() ? Address.AWS : address(field + ".endpoint", endpoint, defaultPort(endpoint));
        reads.add(address);
        if (event.has("roleARN")) {
            reads.add(Address.AWS);
            changes.tell("%s.roleARN: kept, so the kit's account must be one that may assume it".formatted(field));
        }
        if (!options.keepSources()) {
            String account = event.path("queueAccountId").asText();
            toMake.add(Printable.withoutSecrets("%s, region %s%s, at %s"
                    .formatted(
                            what,
                            event.path("region").asText(),
                            account.isEmpty() ? "" : ", account " + account,
                            endpoint.isEmpty() ? "AWS" : endpoint)));
        }
        return address;
    }

    private static int defaultPort(String url) {
        return url.startsWith("https:") ? 443 : 80;
    }

    private String nats(String field, ObjectNode event) {
        for (String url : changes.text(event, field, "url").split(",")) {
            reads.add(address(field + ".url", url, 4222));
        }
        String subject = changes.text(event, field, "subject");
        String now = rename(field + ".subject", subject, subject.startsWith(SUBJECTS) ? subject : SUBJECTS + subject);
        event.put("subject", now);
        checkFilter(field, event, subject, now);
        if (WILDCARD.matcher(now).find()) {
            changes.tell("%s.subject: a pattern, which messages are sent to as it stands".formatted(field));
        }
        return "NATS subject " + now;
    }

    private Address address(String field, String url, int otherwise) {
        Address address = changes.of().read(field, () -> Address.of(url, otherwise));
        boolean same = changes.of().tree().at("/metadata/namespace").asText().equals(options.eventsNamespace());
        if (address.isOfOwnNamespace() && !same) {
            throw changes.refused(
                    field,
                    "\"%s\": from namespace %s it is another Service, or none; say which in a copy: %s.NAMESPACE.svc"
                            .formatted(url, options.eventsNamespace(), address.host()));
        }
        return address;
    }

    private String rename(String field, String before, String now) {
        if (options.keepSources()) {
            return before;
        }
        changes.replaced(field, before, now);
        remember(field, before, now);
        return now;
    }

    private void remember(String field, String before, String now) {
        if (before.equals(now) && !options.keepSources()) {
            changes.tell(
                    "%s: %s stays, since it has our prefix: no pipeline of yours must read it".formatted(field, now));
        }
        renamed.put(before, now);
    }

    private void refuseFifo(String field, String name) {
        if (name.endsWith(".fifo")) {
            throw changes.refused(field, "\"%s\": FIFO queues and topics cannot be measured".formatted(name));
        }
    }

    /** Refuses each reference to a Secret or ConfigMap but ours; what users say of an event, in {@code metadata}, is none. */
    private void refuseSecrets(String field, JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode value = entry.getValue();
            String at = field + "." + entry.getKey();
            boolean ours = value.path("name").asText().equals("argometer-aws");
            if (value.path("key").isTextual() && !ours && !entry.getKey().equals("metadata")) {
                throw changes.refused(
                        at,
                        "%s is a Secret or ConfigMap of yours, which the test does not have: leave the field out of a copy, and wire that"
                                .formatted(value.path("name").asText()));
            }
            if (!entry.getKey().equals("metadata")) {
                refuseSecrets(at, value);
            }
        }
    }

    /** The Service of a source that is called. SNS needs one that is open before the pod is ready; see the shipped one. */
    private Optional<ObjectNode> service(ObjectNode spec) {
        if (!snsPorts.isEmpty()) {
            if (spec.remove("service") != null) {
                changes.dropped("spec.service", "since a Service beside it takes its place");
            }
            ObjectNode service = Shipped.service();
            service.withObject("/metadata").put("name", changes.name()).put("namespace", options.eventsNamespace());
            service.withObject("/spec/selector").put("eventsource-name", changes.name());
            SortedSet<Integer> ports = new TreeSet<>(snsPorts);
            ports.addAll(webhooks);
            ArrayNode list = service.withObject("/spec").putArray("ports");
            ports.forEach(port -> list.addObject()
                    .put("name", "http-" + port)
                    .put("port", port)
                    .put("targetPort", port));
            return Optional.of(service);
        }
        JsonNode theirs = spec.path("service");
        if (webhooks.isEmpty() && theirs.isMissingNode()) {
            return Optional.empty();
        }
        if ((changes.name() + SERVICE).length() > LONGEST_NAME) {
            throw changes.refused(
                    "metadata.name",
                    "its Service would become %s: must be at most %d characters"
                            .formatted(changes.name() + SERVICE, LONGEST_NAME));
        }
        ObjectNode made = spec.putObject("service");
        if (theirs.path("clusterIP").asText().equals("None")) {
            made.put("clusterIP", "None");
        } else if (theirs.has("clusterIP")) {
            changes.dropped("spec.service.clusterIP", "it is taken");
        }
        if (theirs.has("metadata")) {
            changes.dropped("spec.service.metadata", "since it may claim names and addresses of yours");
        }
        if (offers(theirs.path("ports"))) {
            made.set("ports", theirs.path("ports"));
        } else {
            ArrayNode ports = made.putArray("ports");
            webhooks.forEach(port -> ports.addObject()
                    .put("name", "http-" + port)
                    .put("port", port)
                    .put("targetPort", port));
            if (theirs.has("ports")) {
                changes.replaced("spec.service.ports", theirs.path("ports").toString(), "those of the webhooks");
            } else {
                changes.replaced("spec.service", "none", changes.name() + SERVICE);
            }
        }
        return Optional.empty();
    }

    /** Whether each webhook is to be had at its own port, which is where pods call it. */
    private boolean offers(JsonNode ports) {
        Set<Integer> same = new HashSet<>();
        for (JsonNode one : ports) {
            int port = one.path("port").asInt();
            if (one.path("targetPort").asInt(port) == port) {
                same.add(port);
            }
        }
        return ports.isArray() && same.containsAll(webhooks);
    }
}
