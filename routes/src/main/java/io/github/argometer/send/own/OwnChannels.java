package io.github.argometer.send.own;

import io.github.argometer.Range;
import io.github.argometer.Settings;
import io.github.argometer.plan.Channel;
import io.github.argometer.plan.Target;
import io.github.argometer.send.aws.AwsSenders;
import io.github.argometer.send.aws.AwsService;
import io.github.argometer.send.aws.Contents;
import io.github.argometer.send.aws.Requests;
import io.github.argometer.send.aws.SingleRequests;
import io.github.argometer.send.aws.SnsBatches;
import io.github.argometer.send.aws.SqsBatches;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.aws2.sns.Sns2Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.component.nats.NatsConfiguration;
import org.apache.camel.component.nats.NatsEndpoint;
import org.apache.camel.http.common.HttpMethods;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Makes the Camel endpoint of each channel of one's own fit for load: a connection for each request in flight, a time-out of the
 * whole attempt, and no retries of its own, so that each attempt stands in the send ledger. Endpoints of other components are taken
 * as they are.
 */
public final class OwnChannels {

    /** The settings that say what options of an AWS endpoint say too. */
    private static final Map<String, String> OF_AWS = Map.of(
            "region", "region",
            "uriEndpointOverride", "url",
            "queueOwnerAWSAccountId", "owner",
            "accessKey", "access-key",
            "secretKey", "secret-key");

    private final CamelContext context;
    private final Settings settings;
    private final Contents contents;
    private final int batch;
    private final int inFlight;
    private final Duration timeout;
    private final AwsSenders senders;
    private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1);

    /**
     * Of {@code context}, with which all that is made here ends.
     *
     * @param batch messages in a request, where its service takes several
     */
    public OwnChannels(CamelContext context, Settings settings, Contents contents, int batch) {
        this.context = context;
        this.settings = settings;
        this.contents = contents;
        this.batch = batch;
        this.inFlight = (int) settings.integer("send.in-flight");
        this.timeout = Duration.ofMillis(settings.integer("send.timeout"));
        this.senders = new AwsSenders(context, settings);
        deadlines.setRemoveOnCancelPolicy(true);
        context.getRegistry().bind("sendDeadlines", deadlines, null, "shutdownNow");
    }

    /**
     * Where the messages of {@code channel} go, by its settings, else as the plan says.
     *
     * @throws Settings.Invalid where neither says so, or no endpoint can be made of it
     */
    public Sink sink(Channel channel, Target target) {
        String prefix = "channel." + channel.label();
        Settings own = over(prefix, target);
        String endpoint = own.checkedText(prefix + ".endpoint");
        if (endpoint.isEmpty()) {
            throw own.invalid(
                    prefix + ".endpoint",
                    new Range.Endpoint().allowed() + ", since the plan names none for channel " + channel.label());
        }
        String scheme = endpoint.substring(0, endpoint.indexOf(':'));
        for (String unread : scheme.startsWith("aws2-") ? List.<String>of() : OF_AWS.values()) {
            if (!own.asWritten(prefix + "." + unread).isEmpty()) {
                throw own.invalid(
                        prefix + "." + unread, "left out with an endpoint of " + scheme + ":, which reads none");
            }
        }
        try {
            return switch (scheme) {
                case "aws2-sqs" -> queue(prefix, own, Uri.of(endpoint));
                case "aws2-sns" -> topic(prefix, own, Uri.of(endpoint));
                case "http", "https" -> http(endpoint);
                case "nats" -> nats(prefix, endpoint);
                default -> plain(endpoint);
            };
        } catch (Settings.Invalid e) {
            throw e;
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why = new Range.Endpoint().hides(endpoint) ? "" : "; this one cannot: " + cause.getMessage();
            throw own.invalid(prefix + ".endpoint", "an endpoint that can be used" + why);
        }
    }

    /** What the plan says of a channel, under its settings. */
    private Settings over(String prefix, Target target) {
        String key = prefix + ".endpoint";
        boolean planned =
                settings.checkedText(key).isEmpty() && !target.endpoint().isEmpty();
        return new Settings(
                wanted -> planned && wanted.equals(key) ? target.endpoint() : settings.asWritten(wanted),
                wanted -> planned && wanted.equals(key)
                        ? "plan: channels." + prefix.substring("channel.".length()) + ".endpoint"
                        : settings.named(wanted));
    }

    private Sink queue(String prefix, Settings own, Uri uri) {
        AwsService queue = AwsService.of(uri.over(own, prefix), prefix, Channel.SQS, uri.path);
        String client = prefix + ".client";
        String url = queue.name().urlAt(senders.sqs(queue, client));
        Requests requests =
                batch > 1 ? new SqsBatches(contents, url) : new SingleRequests(contents, Sqs2Constants.MESSAGE_ID);
        return new Sink(
                uri.with(
                        "aws2-sqs:" + queue.name().name(),
                        List.of(
                                "amazonSQSClient=#" + client,
                                "queueUrl=RAW(" + url + ")",
                                batch > 1 ? "operation=sendBatchMessage" : "")),
                requests,
                batch);
    }

    private Sink topic(String prefix, Settings own, Uri uri) {
        AwsService topic = AwsService.of(uri.over(own, prefix), prefix, Channel.SNS, uri.path);
        String client = prefix + ".client";
        senders.sns(topic, client);
        Requests requests =
                batch > 1 ? new SnsBatches(contents) : new SingleRequests(contents, Sns2Constants.MESSAGE_ID);
        return new Sink(
                uri.with("aws2-sns:" + uri.path, List.of("amazonSNSClient=#" + client, "batchEnabled=" + (batch > 1))),
                requests,
                batch);
    }

    private Sink http(String endpoint) {
        HttpComponent http = context.getComponent(endpoint.substring(0, endpoint.indexOf(':')), HttpComponent.class);
        http.setMaxTotalConnections(inFlight);
        http.setConnectionsPerRoute(inFlight);
        http.setConnectTimeout(timeout.toMillis());
        http.setConnectionRequestTimeout(timeout.toMillis());
        http.setResponseTimeout(timeout.multipliedBy(2).toMillis()); // of a read: the deadline is that of the whole
        http.setSoTimeout(timeout.multipliedBy(2).toMillis());
        http.setAutomaticRetriesDisabled(true);
        http.setCookieManagementDisabled(true);
        http.setCopyHeaders(false);
        http.setHttpClientConfigurer(
                client -> client.addExecInterceptorFirst("deadline", new Deadline(deadlines, timeout)));
        HttpEndpoint made = context.getEndpoint(endpoint, HttpEndpoint.class);
        if (made.getHttpMethod() == null) {
            made.setHttpMethod(HttpMethods.POST); // with a query, Camel would take GET
        }
        return new Sink(endpoint, new HttpRequests(contents), 1);
    }

    private Sink nats(String prefix, String endpoint) throws Exception {
        NatsEndpoint made = context.getEndpoint(endpoint, NatsEndpoint.class);
        NatsConfiguration configuration = made.getConfiguration();
        DefaultHeaderFilterStrategy headers = new DefaultHeaderFilterStrategy();
        headers.setOutFilterStartsWith(DefaultHeaderFilterStrategy.CAMEL_FILTER_STARTS_WITH); // NATS has none by itself
        configuration.setHeaderFilterStrategy(headers);
        configuration.setConnectionTimeout((int) timeout.toMillis()); // of a PING too
        configuration.setMaxPingsOut(configuration.getMaxPingsOut() + inFlight); // more, and the client would hang up
        Connection connection = made.getConnection();
        configuration.setConnection(connection);
        context.getRegistry().bind(prefix + ".connection", connection, null, "close");
        return new Sink(endpoint, new NatsRequests(contents, connection), 1);
    }

    private Sink plain(String endpoint) {
        Endpoint made = context.getEndpoint(endpoint);
        if (made == null) {
            throw new IllegalArgumentException("no Camel component of that name is there");
        }
        return new Sink(endpoint, new PlainRequests(contents), 1);
    }

    /** An AWS endpoint: the options that say where the service is are taken out, since its client has them. */
    private record Uri(String path, List<String> options, Map<String, String> where) {

        private static Uri of(String endpoint) {
            String[] parts = endpoint.substring(endpoint.indexOf(':') + 1).split("\\?", 2);
            List<String> options = new ArrayList<>();
            Map<String, String> where = new HashMap<>();
            for (String option : parts.length == 1 ? new String[0] : parts[1].split("&")) {
                String[] pair = option.split("=", 2);
                if (OF_AWS.containsKey(pair[0]) && pair.length == 2) {
                    where.put(OF_AWS.get(pair[0]), pair[1]);
                } else if (!pair[0].equals("overrideEndpoint")) {
                    options.add(option);
                }
            }
            return new Uri(parts[0].replaceFirst("^//", ""), options, where);
        }

        /** The settings, and what the options say where they say nothing. */
        private Settings over(Settings settings, String prefix) {
            return new Settings(
                    key -> {
                        String text = settings.asWritten(key);
                        return text.isEmpty() && key.startsWith(prefix + ".")
                                ? where.getOrDefault(key.substring(prefix.length() + 1), "")
                                : text;
                    },
                    settings::named);
        }

        private String with(String base, List<String> more) {
            List<String> all = new ArrayList<>(options);
            more.stream().filter(option -> !option.isEmpty()).forEach(all::add);
            return String.format(Locale.ROOT, "%s?%s", base, String.join("&", all));
        }
    }
}
