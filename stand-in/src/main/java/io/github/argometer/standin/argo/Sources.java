package io.github.argometer.standin.argo;

import io.github.argometer.loadtest.argo.EventSource;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.SecretKey;
import io.github.argometer.loadtest.argo.SourceFilter;
import io.github.argometer.standin.manifest.Coverage;
import io.github.argometer.standin.manifest.Manifests;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queues, topics and webhooks that the EventSources of the manifests describe. */
final class Sources implements AutoCloseable {

    /**
     * A queue.
     *
     * @param waitSeconds longest wait of one poll
     */
    record Queue(SqsClient client, String name, int waitSeconds, boolean jsonBody, EventOutlet outlet) {}

    /**
     * A topic.
     *
     * @param path of its webhook, which subscribes to it
     */
    record Topic(SnsClient client, String arn, String path, EventOutlet outlet) {

        /** Has SNS call the webhook at {@code base} from now on, once it is confirmed. */
        void subscribe(String base) {
            client.subscribe(request -> request.topicArn(arn).protocol("http").endpoint(base + path));
        }

        /** Answers SNS's first call. */
        void confirm(String token) {
            client.confirmSubscription(request -> request.topicArn(arn).token(token));
        }
    }

    /**
     * A path whose calls are events.
     *
     * @param mostBytes longest body
     */
    record Webhook(String path, int mostBytes, EventOutlet outlet) {}

    private static final int DEFAULT_WAIT_S = 3;
    /** Argo's {@code DefaultMaxWebhookPayloadSize}. */
    private static final int DEFAULT_BYTES = 1_048_576;

    private static final int LONGEST_WAIT_S = 20;
    private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9/._~-]*");
    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]*:sns:([a-z0-9-]+):[0-9]{12}:[A-Za-z0-9_-]{1,256}");

    private final Manifests manifests;
    private final Endpoints endpoints;
    private final List<Queue> queues = new ArrayList<>();
    private final List<Topic> topics = new ArrayList<>();
    private final List<Webhook> webhooks = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();

    Sources(Manifests manifests, Endpoints endpoints) {
        this.manifests = manifests;
        this.endpoints = endpoints;
    }

    List<Queue> queues() {
        return queues;
    }

    List<Topic> topics() {
        return topics;
    }

    List<Webhook> webhooks() {
        return webhooks;
    }

    /** Builds the sources of one EventSource; they do nothing yet. */
    void add(Resource resource) {
        EventSource source = resource.as(EventSource.class);
        source.spec().sqs().forEach((name, sqs) -> addQueue(resource, name, sqs));
        source.spec().sns().forEach((name, sns) -> addTopic(resource, name, sns));
        source.spec().webhook().forEach((name, webhook) -> addWebhook(resource, name, webhook));
    }

    private void addQueue(Resource resource, String name, EventSource.Sqs sqs) {
        String field = "spec.sqs." + name;
        checkName(
                resource,
                field + ".queue",
                sqs.queue(),
                QUEUE.matcher(sqs.queue()).matches());
        if (sqs.waitTimeSeconds() < 0 || sqs.waitTimeSeconds() > LONGEST_WAIT_S) {
            throw resource.refused(field + ".waitTimeSeconds", "%d: must be 0 to 20".formatted(sqs.waitTimeSeconds()));
        }
        checkEndpoint(resource, field, sqs.endpoint(), "https://sqs.%s.amazonaws.com".formatted(sqs.region()));
        AwsCredentialsProvider credentials = credentials(resource, field, sqs.accessKey(), sqs.secretKey());
        queues.add(new Queue(
                client(SqsClient.builder(), endpoints.queues(), sqs.region(), credentials),
                sqs.queue(),
                sqs.waitTimeSeconds() == 0 ? DEFAULT_WAIT_S : sqs.waitTimeSeconds(),
                sqs.jsonBody(),
                outlet(resource, "sqs", name, sqs.filter())));
    }

    private void addTopic(Resource resource, String name, EventSource.Sns sns) {
        String field = "spec.sns." + name;
        Matcher topic = TOPIC.matcher(sns.topicArn());
        checkName(resource, field + ".topicArn", sns.topicArn(), topic.matches());
        if (!topic.group(1).equals(sns.region())) {
            throw resource.refused(
                    field + ".region", "\"%s\": the topic is in %s".formatted(sns.region(), topic.group(1)));
        }
        checkEndpoint(resource, field, sns.endpoint(), "https://sns.%s.amazonaws.com".formatted(sns.region()));
        if (sns.validateSignature()) {
            throw resource.refused(field + ".validateSignature", "only Amazon can sign; the local SNS does not");
        }
        checkWebhook(resource, field + ".webhook", sns.webhook());
        AwsCredentialsProvider credentials = credentials(resource, field, sns.accessKey(), sns.secretKey());
        topics.add(new Topic(
                client(SnsClient.builder(), endpoints.topics(), sns.region(), credentials),
                sns.topicArn(),
                sns.webhook().endpoint(),
                outlet(resource, "sns", name, sns.filter())));
    }

    private void addWebhook(Resource resource, String name, EventSource.WebhookCalls webhook) {
        String field = "spec.webhook." + name;
        takePath(resource, field + ".endpoint", webhook.endpoint());
        int mostBytes = webhook.maxPayloadSize() == null ? DEFAULT_BYTES : webhook.maxPayloadSize();
        if (mostBytes < 1) {
            throw resource.refused(field + ".maxPayloadSize", "%d: must be at least 1".formatted(mostBytes));
        }
        webhooks.add(new Webhook(webhook.endpoint(), mostBytes, outlet(resource, "webhook", name, webhook.filter())));
    }

    /** In a cluster each source has a pod of its own, and here all share a port. */
    private void takePath(Resource resource, String field, String path) {
        if (!PATH.matcher(path).matches()) {
            throw resource.refused(field, "\"%s\": must be a path such as /sns".formatted(path));
        }
        if (!paths.add(path)) {
            throw resource.refused(
                    field,
                    "\"%s\": another source has it, and all have one port in the local stand-in".formatted(path));
        }
    }

    private static void checkName(Resource resource, String field, String name, boolean valid) {
        if (name.endsWith(".fifo")) {
            throw resource.refused(
                    field,
                    "\"%s\": FIFO queues and topics are not supported (nor can a FIFO topic of SNS call a webhook)"
                            .formatted(name));
        }
        if (!valid) {
            throw resource.refused(field, "\"%s\": is no name that AWS allows".formatted(name));
        }
    }

    /** The local queue and topic are in the place of AWS and of LocalStack. */
    private void checkEndpoint(Resource resource, String field, String endpoint, String aws) {
        List<String> known = Stream.concat(
                        Stream.of(aws), Coverage.localStack(manifests).stream().map(address -> "http://" + address))
                .toList();
        if (endpoint != null && !endpoint.isEmpty() && !known.contains(endpoint.replaceFirst("/$", ""))) {
            throw resource.refused(
                    field + ".endpoint",
                    "\"%s\": the local stand-in answers only for %s".formatted(endpoint, String.join(", ", known)));
        }
    }

    /** The local SNS calls the webhook itself; an address in the cluster must be one that leads there. */
    private void checkWebhook(Resource resource, String field, EventSource.Webhook webhook) {
        if (!webhook.method().equals("POST")) {
            throw resource.refused(field + ".method", "\"%s\": SNS calls by POST".formatted(webhook.method()));
        }
        takePath(resource, field + ".endpoint", webhook.endpoint());
        URI url = resource.read(field + ".url", () -> URI.create(webhook.url()));
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw resource.refused(
                    field + ".url", "\"%s\": is no address that SNS could call".formatted(webhook.url()));
        }
        Map<String, String> labels = Map.of(
                "controller", "eventsource-controller",
                "eventsource-name", resource.name(),
                "owner-name", resource.name());
        boolean found = manifests.services(resource.namespace()).stream()
                .filter(service -> service.selects(labels))
                .flatMap(service -> service.spec().ports().stream()
                        .filter(port -> webhook.port()
                                .equals(
                                        port.targetPort() == null
                                                ? String.valueOf(port.port())
                                                : port.targetPort().asText()))
                        .map(service::address))
                .anyMatch((url.getHost() + ":" + port(url))::equals);
        if (url.getHost().contains(".svc") && !found) {
            throw resource.refused(
                    field + ".url",
                    "\"%s\": no Service leads from there to port %s of this source"
                            .formatted(webhook.url(), webhook.port()));
        }
    }

    private static int port(URI url) {
        int usual = url.getScheme().equals("https") ? 443 : 80;
        return url.getPort() < 0 ? usual : url.getPort();
    }

    private EventOutlet outlet(Resource resource, String type, String name, EventSource.Filter filter) {
        Optional<SourceFilter> compiled = Optional.ofNullable(filter).map(EventSource.Filter::expression);
        return new EventOutlet(resource.namespace(), resource.name(), type, name, compiled, Clock.systemUTC());
    }

    private AwsCredentialsProvider credentials(Resource resource, String field, SecretKey access, SecretKey secret) {
        if ((access == null) != (secret == null)) {
            throw resource.refused(field + (access == null ? ".accessKey" : ".secretKey"), "must be given, or neither");
        }
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(
                manifests.key(resource.namespace(), access), manifests.key(resource.namespace(), secret)));
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, String region, AwsCredentialsProvider credentials) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(credentials)
                .build();
    }

    @Override
    public void close() {
        queues.forEach(queue -> queue.client().close());
        topics.forEach(topic -> topic.client().close());
    }
}
