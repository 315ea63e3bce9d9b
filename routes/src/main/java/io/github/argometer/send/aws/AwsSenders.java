package io.github.argometer.send.aws;

import io.github.argometer.Settings;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.aws.common.AwsClientBuilderUtil;
import org.apache.camel.component.aws.common.AwsCommonConfiguration;
import org.apache.camel.component.aws2.sns.Sns2Component;
import org.apache.camel.component.aws2.sns.Sns2Configuration;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.component.aws2.sqs.Sqs2Configuration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Gives Camel's AWS components clients of the right place and fit for load: a connection for each request in flight, a
 * time-out of the whole attempt that the settings name, and no retries of their own, so that each attempt stands in the send
 * ledger.
 */
public final class AwsSenders {

    private final CamelContext context;
    private final Settings settings;
    private final int inFlight;
    private final Duration timeout;

    /** Makes clients as {@code settings} say, each of which ends with {@code context}. */
    public AwsSenders(CamelContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
        this.inFlight = (int) settings.integer("send.in-flight");
        this.timeout = Duration.ofMillis(settings.integer("send.timeout"));
    }

    /** The client of {@code aws2-sqs}, for {@code queue}. */
    public SqsClient sqs(AwsService queue) {
        SqsClient client = sqs(queue, "sqsClient");
        sqs().setAmazonSQSClient(client);
        return client;
    }

    /** The client of {@code aws2-sns}, for {@code topic}. */
    public SnsClient sns(AwsService topic) {
        SnsClient client = sns(topic, "snsClient");
        sns().setAmazonSNSClient(client);
        return client;
    }

    /** A client for {@code queue}, as a bean of that name: one of several. */
    public SqsClient sqs(AwsService queue, String bean) {
        return closing(bean, client(sqs(), SqsClient::builder, queue));
    }

    /** A client for {@code topic}, as a bean of that name: one of several. */
    public SnsClient sns(AwsService topic, String bean) {
        return closing(bean, client(sns(), SnsClient::builder, topic));
    }

    private Sqs2Configuration sqs() {
        return context.getComponent("aws2-sqs", Sqs2Component.class).getConfiguration();
    }

    private Sns2Configuration sns() {
        return context.getComponent("aws2-sns", Sns2Component.class).getConfiguration();
    }

    /**
     * The address of {@code queue}: as the settings have it, or as SQS says. Camel would look a name up in the list of one's
     * own queues, and make up the address of another account's.
     */
    public String queueUrl(SqsClient client, AwsName queue) {
        String known = settings.checkedText("sqs.queue-url");
        return known.isEmpty() ? queue.urlAt(client) : known;
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C extends SdkClient> C client(
            AwsCommonConfiguration configuration, Supplier<B> builder, AwsService service) {
        return AwsClientBuilderUtil.buildClient(configuration, builder, fitted -> {
            fitted.region(Region.of(service.region()));
            fitted.endpointOverride(service.endpoint().orElse(null));
            service.keys().ifPresent(keys -> fitted.credentialsProvider(keys.provider()));
            fitted.httpClientBuilder(
                    ApacheHttpClient.builder().maxConnections(inFlight).socketTimeout(timeout));
            // the socket's time-out would only bound each read: a service that sends byte by byte never meets it
            fitted.overrideConfiguration(options ->
                    options.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(timeout));
        });
    }

    private <T extends AutoCloseable> T closing(String name, T client) {
        context.getRegistry().bind(name, client, null, "close");
        return client;
    }
}
