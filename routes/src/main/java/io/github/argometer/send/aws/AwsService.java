package io.github.argometer.send.aws;

import io.github.argometer.Range;
import io.github.argometer.SettingRanges;
import io.github.argometer.Settings;
import io.github.argometer.plan.Channel;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Where the settings say that the queue or the topic is. Each has its own region, endpoint and account; what one of them does
 * not say is {@code aws.*}.
 *
 * @param name with the account where it is known; "" = that of the credentials
 * @param region never empty
 * @param endpoint empty = AWS itself
 * @param keys empty = the AWS SDK's default chain
 */
public record AwsService(AwsName name, String region, Optional<URI> endpoint, Optional<Keys> keys) {

    /** An access key id and its secret, which no message shows. */
    public record Keys(String id, String secret) {

        /** These, for the AWS SDK. */
        public AwsCredentialsProvider provider() {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
        }

        @Override
        public String toString() {
            return "Keys[" + id + "]";
        }
    }

    /**
     * The service of {@code channel}.
     *
     * @throws Settings.Invalid for a setting that cannot be, contradicts another, or names a FIFO queue or topic
     */
    public static AwsService of(Settings settings, Channel channel) {
        String label = channel.label();
        return of(settings, label, label + ".endpoint", name(settings, channel));
    }

    /**
     * The queue or topic of a channel of one's own, whose settings begin with {@code prefix}.
     *
     * @param service {@link Channel#SQS} or {@link Channel#SNS}
     * @param text the queue's or topic's name or ARN, which stands in the setting {@code <prefix>.endpoint}
     * @throws Settings.Invalid as {@link #of}
     */
    public static AwsService of(Settings settings, String prefix, Channel service, String text) {
        boolean queue = service.equals(Channel.SQS);
        AwsName named = AwsName.of(service, text)
                .orElseThrow(() -> settings.invalid(
                        prefix + ".endpoint",
                        String.format(
                                Locale.ROOT,
                                "%s, and %s",
                                queue ? "aws2-sqs:" : "aws2-sns:",
                                SettingRanges.all().get(AwsName.key(service)).allowed())));
        String owner = settings.checkedText(prefix + ".owner");
        if (!queue && !owner.isEmpty()) {
            throw settings.invalid(prefix + ".owner", "left out with a topic, whose ARN says it");
        }
        return of(
                settings,
                prefix,
                prefix + ".url",
                owned(settings, service, prefix + ".endpoint", named, prefix + ".owner"));
    }

    private static AwsService of(Settings settings, String prefix, String url, AwsName name) {
        String own = settings.checkedText(prefix + ".region");
        if (!own.isEmpty() && !name.region().isEmpty() && !own.equals(name.region())) {
            throw settings.invalid(
                    prefix + ".region", String.format(Locale.ROOT, "%s, as the ARN says, or none", name.region()));
        }
        String said = own.isEmpty() ? name.region() : own;
        String region = said.isEmpty() ? settings.checkedText("aws.region") : said;
        return new AwsService(name, region, endpoint(settings, url), keys(settings, prefix));
    }

    /**
     * What the settings that begin with {@code prefix} choose themselves: address and keys, each where it is said.
     *
     * @throws Settings.Invalid as {@link #of}
     */
    public static AwsService chosen(Settings settings, String prefix) {
        return new AwsService(
                new AwsName("", "", ""), "", url(settings.checkedText(prefix + ".url")), keys(settings, prefix));
    }

    /**
     * Refuses settings by which nothing could be sent to either.
     *
     * @throws Settings.Invalid as {@link #of}
     */
    public static void check(Settings settings) {
        for (Channel channel : Channel.SHIPPED) {
            of(settings, channel);
        }
    }

    /** The address of an AWS API that {@code text} is; empty where it is none. */
    public static Optional<URI> url(String text) {
        return new Range.Url().holds(text) ? Optional.of(URI.create(text.trim())) : Optional.empty();
    }

    private static Optional<Keys> keys(Settings settings, String label) {
        String id = settings.asWritten(label + ".access-key");
        String secret = settings.asWritten(label + ".secret-key");
        if (id.isEmpty() != secret.isEmpty()) {
            String missing = label + (id.isEmpty() ? ".access-key" : ".secret-key");
            throw settings.invalid(missing, "a key, since the other half of the pair is set");
        }
        return id.isEmpty() ? Optional.empty() : Optional.of(new Keys(id, secret));
    }

    private static AwsName name(Settings settings, Channel channel) {
        String key = AwsName.key(channel);
        AwsName name = AwsName.of(channel, settings.checkedText(key)).orElseThrow();
        return owned(settings, channel, key, name, "sqs.queue-owner");
    }

    /** The name that {@code key} says, with the account that {@code ownerKey} says of a queue. */
    private static AwsName owned(Settings settings, Channel service, String key, AwsName name, String ownerKey) {
        boolean queue = service.equals(Channel.SQS);
        if (name.isFifo()) {
            throw settings.invalid(
                    key,
                    String.format(
                            Locale.ROOT, "a standard %1$s: FIFO %1$ss are not supported", queue ? "queue" : "topic"));
        }
        String owner = queue ? settings.checkedText(ownerKey) : "";
        if (owner.isEmpty()) {
            return name;
        }
        if (!name.mayBe(new AwsName("", owner, name.name()))) {
            throw settings.invalid(ownerKey, "the account of the ARN, or none");
        }
        return new AwsName(name.region(), owner, name.name());
    }

    private static Optional<URI> endpoint(Settings settings, String own) {
        boolean both = settings.flag("aws.endpoint.override");
        String key = settings.text(own).isEmpty() ? "aws.endpoint.url" : own;
        if (key.equals("aws.endpoint.url") && !both) {
            return Optional.empty();
        }
        return Optional.of(url(settings.text(key)).orElseThrow(() -> settings.invalid(key, new Range.Url().allowed())));
    }
}
