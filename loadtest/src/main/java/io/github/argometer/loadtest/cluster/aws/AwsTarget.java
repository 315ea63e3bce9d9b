package io.github.argometer.loadtest.cluster.aws;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.Settings;
import io.github.argometer.loadtest.Configuration;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.SettingFiles;
import io.github.argometer.loadtest.argo.SecretKey;
import io.github.argometer.loadtest.cluster.argo.Source;
import io.github.argometer.loadtest.cluster.kubernetes.ClusterAccess;
import io.github.argometer.loadtest.cluster.kubernetes.Kubernetes;
import io.github.argometer.loadtest.cluster.kubernetes.ServiceAddress;
import io.github.argometer.send.AwsName;
import io.github.argometer.send.AwsService;
import io.github.argometer.send.Channel;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
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
 * @param name of queue or topic, in its account where that is said
 * @param region as the source says
 * @param endpoint as this process reaches it; empty = AWS
 * @param keys empty = the AWS SDK's default chain
 * @param keysFrom where the keys are set, for people
 */
public record AwsTarget(
        Source source,
        AwsName name,
        String region,
        Optional<URI> endpoint,
        Optional<AwsService.Keys> keys,
        String keysFrom) {

    /** Printable ASCII without blanks and braces. */
    private static final Pattern KEY = Pattern.compile("[!-z|~]+");

    /** The Service at which {@code source} asks, where it is one and no setting names another endpoint. */
    public static Optional<ServiceAddress> service(Configuration configuration, Source source) {
        return AwsService.of(configuration.settings(), source.channel())
                        .endpoint()
                        .isPresent()
                ? Optional.empty()
                : source.endpoint().flatMap(ServiceAddress::of);
    }

    /**
     * The target of {@code source}; an endpoint and keys that the settings name win over its own.
     *
     * @throws NotReadyException for a field that is missing, contradicts another or is not supported, by object and field
     */
    public static AwsTarget of(
            Configuration configuration, Source source, KubernetesClient client, ClusterAccess access) {
        Settings settings = configuration.settings();
        AwsService chosen = AwsService.of(settings, source.channel());
        String region = source.required("region", source.region());
        Optional<URI> endpoint = chosen.endpoint().or(source::endpoint);
        if (endpoint.isEmpty() && configuration.isChosen("aws.endpoint.url")) {
            throw settings.invalid(
                    "aws.endpoint.url",
                    "none, or aws.endpoint.override=true: EventSource %s asks AWS, and the AWS SDK would ask there"
                            .formatted(source));
        }
        return new AwsTarget(
                source,
                name(source, region, chosen.name().account()),
                region,
                chosen.endpoint().isPresent() ? endpoint : endpoint.map(url -> reached(url, access)),
                chosen.keys().or(() -> keys(settings, source, client)),
                keysFrom(settings, chosen, source));
    }

    public Channel channel() {
        return source.channel();
    }

    /** The topic, where this is one. */
    public String topicArn() {
        return source.required("topicArn", source.target());
    }

    /** The address of the API, for messages. */
    public String where() {
        return endpoint.map(Object::toString).orElse("AWS %s %s".formatted(channel(), region));
    }

    /** The settings with which the sending routes go there. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (channel() == Channel.SQS) {
            settings.put("sqs.queue", name.name());
            settings.put("sqs.queue-owner", name.account());
        } else {
            settings.put("sns.topic", topicArn());
        }
        settings.put(key("region"), region);
        settings.put(key("endpoint"), endpoint.map(URI::toString).orElse(""));
        keys.ifPresent(pair -> {
            settings.put(key("access-key"), pair.id());
            settings.put(key("secret-key"), pair.secret());
        });
        return settings;
    }

    /** The environment variables with which a pod sends to the endpoint that {@code chosen} settings name, else as the source has it. */
    public Map<String, String> environment(Settings chosen) {
        Map<String, String> environment = new HashMap<>();
        settings().forEach((key, value) -> environment.put(SettingFiles.variable(key), value));
        environment.put(
                SettingFiles.variable(key("endpoint")),
                AwsService.of(chosen, channel())
                        .endpoint()
                        .or(source::endpoint)
                        .map(URI::toString)
                        .orElse(""));
        return environment;
    }

    /** A client of the AWS SDK that asks there. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.region(Region.of(region))
                .credentialsProvider(keys.map(AwsService.Keys::provider)
                        .orElseGet(() -> DefaultCredentialsProvider.builder().build()))
                .endpointOverride(endpoint.orElse(null))
                .build();
    }

    /** What {@code look} finds missing there; a service that does not answer is missing too. */
    List<Missing> ask(Supplier<List<Missing>> look) {
        try {
            return look.get();
        } catch (SdkException e) {
            return List.of(AwsFailure.of(this, e));
        }
    }

    private String key(String name) {
        return channel().label() + "." + name;
    }

    private static AwsName name(Source source, String region, String account) {
        AwsName name = AwsName.of(source.channel(), source.required(source.targetField(), source.target()))
                .orElseThrow(() -> source.wrong(source.targetField(), "names no queue or topic"));
        if (source.channel() == Channel.SNS) {
            if (name.region().isEmpty()) {
                throw source.wrong("topicArn", "= \"%s\" is no ARN of a topic".formatted(name.name()));
            }
            if (!name.region().equals(region)) {
                throw source.wrong("region", "= \"%s\" is not that of topicArn, %s".formatted(region, name.region()));
            }
            source.webhookUrl(); // refused now, before its subscription is looked for
            return name;
        }
        String owner = source.account() == null ? "" : source.account();
        if (!owner.isEmpty() && !AwsName.isAccount(owner)) {
            throw source.wrong("queueAccountId", "= \"%s\" is not an account's twelve digits".formatted(owner));
        }
        return new AwsName(region, owner.isEmpty() ? account : owner, name.name());
    }

    private static Optional<AwsService.Keys> keys(Settings settings, Source source, KubernetesClient client) {
        if (!bySource(settings)) {
            return Optional.empty();
        }
        for (String field : new String[] {"roleARN", "sessionToken"}) {
            if (source.has(field)) {
                throw source.wrong(
                        field, "is not supported; with aws.credentials=default your own credentials are taken");
            }
        }
        return source.accessKey() != null || source.secretKey() != null
                ? Optional.of(new AwsService.Keys(
                        secret(client, source, "accessKey", source.accessKey()),
                        secret(client, source, "secretKey", source.secretKey())))
                : Optional.empty();
    }

    /**
     * The key that {@code field} of {@code source}, a reference of name and key, points at; without a line's end behind it,
     * which Argo Events takes away too.
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

    private static String keysFrom(Settings settings, AwsService chosen, Source source) {
        if (chosen.keys().isPresent()) {
            return "settings %1$s.access-key and %1$s.secret-key"
                    .formatted(source.channel().label());
        }
        return bySource(settings) && source.accessKey() != null
                ? "the Secrets that EventSource %s names as accessKey and secretKey".formatted(source)
                : DefaultCredentials.chain();
    }

    private static boolean bySource(Settings settings) {
        return switch (settings.text("aws.credentials")) {
            case "source" -> true;
            case "default" -> false;
            default -> throw settings.invalid("aws.credentials", "source or default");
        };
    }

    private static URI reached(URI url, ClusterAccess access) {
        return ServiceAddress.of(url)
                .map(access::to)
                .map(address ->
                        URI.create("%s://%s:%d".formatted(url.getScheme(), address.getHostString(), address.getPort())))
                .orElse(url);
    }
}
