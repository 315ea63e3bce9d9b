package io.github.argometer.send;

import io.github.argometer.Settings;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.aws.common.AwsClientBuilderUtil;
import org.apache.camel.component.aws2.sns.Sns2Component;
import org.apache.camel.component.aws2.sns.Sns2Configuration;
import org.apache.camel.component.aws2.sqs.Sqs2Component;
import org.apache.camel.component.aws2.sqs.Sqs2Configuration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Gives Camel's AWS components clients fit for load: a connection for each request in flight, a time-out of the whole attempt
 * that the settings name, and no retries of their own, so that each attempt stands in the send ledger.
 */
final class AwsSenders {

    private final CamelContext context;
    private final int inFlight;
    private final Duration timeout;

    AwsSenders(CamelContext context, Settings settings) {
        this.context = context;
        this.inFlight = (int) settings.integer("send.in-flight", 1, 1_000);
        this.timeout = Duration.ofMillis(settings.integer("send.timeout", 1, 600_000));
    }

    /** The client of {@code aws2-sqs}, which has its settings. */
    SqsClient sqs() {
        Sqs2Configuration configuration =
                context.getComponent("aws2-sqs", Sqs2Component.class).getConfiguration();
        SqsClient client = AwsClientBuilderUtil.buildClient(configuration, SqsClient::builder, this::fit);
        configuration.setAmazonSQSClient(client);
        return closing("sqsClient", client);
    }

    /** The client of {@code aws2-sns}, which has its settings. */
    SnsClient sns() {
        Sns2Configuration configuration =
                context.getComponent("aws2-sns", Sns2Component.class).getConfiguration();
        SnsClient client = AwsClientBuilderUtil.buildClient(configuration, SnsClient::builder, this::fit);
        configuration.setAmazonSNSClient(client);
        return closing("snsClient", client);
    }

    /** The address of {@code queue}, a name or an ARN, asked for once. */
    static Supplier<String> queueUrl(SqsClient client, String queue) {
        String[] parts = queue.split(":");
        return new Supplier<>() {
            private volatile String url;

            @Override
            public String get() {
                if (url == null) {
                    url = client.getQueueUrl(request -> request.queueName(parts[parts.length - 1])
                                    .queueOwnerAWSAccountId(parts.length > 1 ? parts[parts.length - 2] : null))
                            .queueUrl();
                }
                return url;
            }
        };
    }

    private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C extends SdkClient> void fit(B builder) {
        builder.httpClientBuilder(
                ApacheHttpClient.builder().maxConnections(inFlight).socketTimeout(timeout));
        // the socket's time-out would only bound each read: a service that sends byte by byte never meets it
        builder.overrideConfiguration(
                options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(timeout));
    }

    private <T extends AutoCloseable> T closing(String name, T client) {
        context.getRegistry().bind(name, client, null, "close");
        return client;
    }
}
