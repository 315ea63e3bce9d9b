package io.github.argometer.loadtest.cluster.aws;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.argo.SecretKey;
import io.github.argometer.loadtest.cluster.argo.Destination;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.plan.Channel;
import io.github.argometer.send.aws.AwsName;
import io.github.argometer.send.aws.AwsService;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;

/**
 * Where one EventSource takes its events from, be it AWS or LocalStack: the queue or topic that is looked at, and sent to.
 *
 * @param source the EventSource
 * @param name of queue or topic, with its region, and its account where that is said
 * @param endpoint as this process reaches it; empty = AWS
 * @param podEndpoint as a pod reaches it; empty = AWS
 * @param keys empty = the AWS SDK's default chain
 * @param keysFrom where the keys are set, for people
 */
public record AwsTarget(
        Source source,
        AwsName name,
        Optional<URI> endpoint,
        Optional<URI> podEndpoint,
        Optional<AwsService.Keys> keys,
        String keysFrom)
        implements Destination {

    /** Printable ASCII without blanks and braces. */
    private static final Pattern KEY = Pattern.compile("[!-z|~]+");

    /** The Service at which {@code source} asks, where it is one and no setting names another endpoint. */
    public static Optional<ServiceAddress> service(Settings settings, Source source) {
        Optional<URI> chosen =
                isShipped(source) ? AwsService.of(settings, source.channel()).endpoint() : Optional.empty();
        return chosen.isPresent() ? Optional.empty() : source.endpoint().flatMap(ServiceAddress::of);
    }

    /** By which of {@code targets} queues of SQS are asked that none of them is: one of a queue, where there is one. */
    public static Optional<AwsTarget> ofQueues(List<AwsTarget> targets) {
        return targets.stream().max(Comparator.comparing(target -> target.source.isQueue()));
    }

    private static boolean isShipped(Source source) {
        return Channel.SHIPPED.contains(source.channel());
    }

    /**
     * The target of {@code source}; an endpoint and keys that the settings name win over its own.
     *
     * @throws NotReadyException for a field that is missing, contradicts another or is not supported, by object and field
     */
    public static AwsTarget of(
            Configuration configuration, Source source, KubernetesClient client, ClusterAccess access) {
        Settings settings = configuration.settings();
        AwsService chosen = isShipped(source)
                ? AwsService.of(settings, source.channel())
                : AwsService.chosen(settings, "channel." + source.channel());
        String region = source.required("region", source.spec().region());
        Optional<URI> podEndpoint = chosen.endpoint().or(source::endpoint);
        if (podEndpoint.isEmpty() && configuration.isChosen("aws.endpoint.url")) {
            throw settings.invalid(
                    "aws.endpoint.url",
                    "none, or aws.endpoint.override=true: EventSource %s asks AWS, and the AWS SDK would ask there"
                            .formatted(source));
        }
        AwsName name = name(source, region, chosen.name().account());
        Optional<URI> endpoint = chosen.endpoint().isPresent() ? podEndpoint : podEndpoint.map(url -> via(access, url));
        Optional<AwsService.Keys> keys = chosen.keys();
        String keysFrom = "settings %1$s.access-key and %1$s.secret-key"
                .formatted(source.channel().label());
        if (keys.isEmpty() && settings.text("aws.credentials").equals("source")) {
            keys = keys(source, client);
            keysFrom = "the Secrets that EventSource %s names as accessKey and secretKey".formatted(source);
        }
        return new AwsTarget(
                source, name, endpoint, podEndpoint, keys, keys.isEmpty() ? DefaultCredentials.chain() : keysFrom);
    }

    /** The queue {@code other}, asked for in the same way in its own region. */
    public AwsTarget at(AwsName other) {
        return new AwsTarget(source, other, endpoint, podEndpoint, keys, keysFrom);
    }

    /** The address of the API, for messages. */
    public String where() {
        return endpoint.map(URI::toString)
                .orElse("AWS %s %s".formatted(source.type().toUpperCase(Locale.ROOT), name.region()));
    }

    @Override
    public boolean needsCanary() {
        return source.isTopic();
    }

    @Override
    public Map<String, String> settings() {
        return settings(endpoint);
    }

    @Override
    public Map<String, String> settingsOfPods() {
        return settings(podEndpoint);
    }

    private Map<String, String> settings(Optional<URI> reached) {
        Map<String, String> settings = new HashMap<>();
        if (!isShipped(source)) {
            return own(reached);
        }
        if (source.isQueue()) {
            settings.put("sqs.queue", name.name());
            settings.put("sqs.queue-owner", name.account());
        } else {
            settings.put("sns.topic", source.spec().target());
        }
        String label = source.channel().label();
        settings.put(label + ".region", name.region());
        settings.put(label + ".endpoint", reached.map(URI::toString).orElse(""));
        keys.ifPresent(pair -> {
            settings.put(label + ".access-key", pair.id());
            settings.put(label + ".secret-key", pair.secret());
        });
        return settings;
    }

    private Map<String, String> own(Optional<URI> reached) {
        String channel = "channel." + source.channel() + ".";
        Map<String, String> settings = new HashMap<>();
        settings.put(
                channel + "endpoint",
                "aws2-%s:%s"
                        .formatted(
                                source.type(),
                                source.isQueue() ? name.name() : source.spec().target()));
        settings.put(channel + "region", name.region());
        settings.put(channel + "owner", source.isQueue() ? name.account() : "");
        settings.put(channel + "url", reached.map(URI::toString).orElse(""));
        keys.ifPresent(pair -> {
            settings.put(channel + "access-key", pair.id());
            settings.put(channel + "secret-key", pair.secret());
        });
        return settings;
    }

    /** A client of the AWS SDK that asks there. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.region(Region.of(name.region()))
                .credentialsProvider(keys.map(AwsService.Keys::provider)
                        .orElseGet(() -> DefaultCredentialsProvider.builder().build()))
                .endpointOverride(endpoint.orElse(null))
                .build();
    }

    /** {@code builder} of a client that gives a request up, tries included, after {@code patience}. */
    static <B extends AwsClientBuilder<B, C>, C> B within(B builder, Duration patience) {
        return builder.overrideConfiguration(limits -> limits.apiCallTimeout(patience));
    }

    /** What {@code look} finds missing there; a service that does not answer is missing too. */
    List<Missing> ask(Supplier<List<Missing>> look) {
        try {
            return look.get();
        } catch (SdkException e) {
            return List.of(AwsFailure.of(this, e));
        }
    }

    private static AwsName name(Source source, String region, String account) {
        String field = Source.targetField(source.type());
        AwsName name = AwsName.of(
                        source.service(), source.required(field, source.spec().target()))
                .orElseThrow(() -> source.wrong(field, "does not name a queue or topic"));
        if (name.isFifo()) {
            throw source.wrong(field, "= \"%s\" is a FIFO one, which is not supported".formatted(name.name()));
        }
        if (source.isTopic()) {
            if (name.region().isEmpty()) {
                throw source.wrong(field, "= \"%s\" is not the ARN of a topic".formatted(name.name()));
            }
            if (!name.region().equals(region)) {
                throw source.wrong("region", "= \"%s\" is not that of topicArn, %s".formatted(region, name.region()));
            }
            source.webhookUrl(); // refused now, before its subscription is looked for
            return name;
        }
        String owner = source.account();
        if (!owner.isEmpty() && !AwsName.isAccount(owner)) {
            throw source.wrong("queueAccountId", "= \"%s\": must be an account's twelve digits".formatted(owner));
        }
        return new AwsName(region, owner.isEmpty() ? account : owner, name.name());
    }

    private static Optional<AwsService.Keys> keys(Source source, KubernetesClient client) {
        for (String field : List.of("roleARN", "sessionToken")) {
            if (source.has(field)) {
                throw source.wrong(
                        field, "is not supported; with aws.credentials=default your own credentials are taken");
            }
        }
        SecretKey id = source.spec().accessKey();
        SecretKey secret = source.spec().secretKey();
        return id == null && secret == null
                ? Optional.empty()
                : Optional.of(new AwsService.Keys(
                        secret(client, source, "accessKey", id), secret(client, source, "secretKey", secret)));
    }

    /**
     * The key that {@code field} of {@code source} points at; without a line's end behind it, which Argo Events takes away
     * too.
     *
     * @throws NotReadyException where reference, Secret or key is missing, or the value cannot be a key of AWS
     */
    static String secret(KubernetesClient client, Source source, String field, SecretKey reference) {
        source.required(field, reference);
        String namespace = source.eventSource().namespace();
        String name = source.required(field + ".name", reference.name());
        String key = source.required(field + ".key", reference.key());
        String value = Kubernetes.secret(client, namespace, name, key).replaceFirst("\\n$", "");
        if (!KEY.matcher(value).matches()) {
            throw new NotReadyException(
                    "key %s of Secret %s in namespace %s, which EventSource %s names as %s, is empty or has blanks, braces or other"
                                    .formatted(key, name, namespace, source, field)
                            + " characters that no key of AWS has",
                    "kubectl -n %s edit secret %s".formatted(namespace, name));
        }
        return value;
    }

    private static URI via(ClusterAccess access, URI url) {
        Optional<InetSocketAddress> reached = ServiceAddress.of(url).map(access::to);
        return reached.isEmpty()
                ? url
                : URI.create("%s://%s:%d"
                        .formatted(
                                url.getScheme(),
                                reached.get().getHostString(),
                                reached.get().getPort()));
    }
}
