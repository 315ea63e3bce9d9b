package io.github.argometer.loadtest.cluster.aws;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.argo.Counters;
import io.github.argometer.loadtest.cluster.argo.EventPath;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * Whether the SNS EventSource hears. One whose first attempt to subscribe failed stays deaf although it is subscribed,
 * confirmed and ready later on; only a message shows it. So one is published that no Sensor lets through, and the source's
 * own counter of events that it put on the bus must rise.
 */
public final class Canary {

    private static final String BODY = """
            {"id": 0, "greeting": "hello", "message": "is anybody there", "author": "canary"}""";

    private static final int AGAIN = 10;

    private final KubernetesClient client;
    private final AwsClients aws;
    private final EventPath path;
    private Counters.Count before;
    private int looks;

    public Canary(KubernetesClient client, AwsClients aws, EventPath path) {
        this.client = client;
        this.aws = aws;
        this.path = path;
    }

    public List<Missing> missing() {
        Counters.Count now;
        try {
            now = new Counters(client).of(path.sns(), "events_sent_total");
        } catch (NotReadyException e) {
            return e.missing();
        }
        Long more = now.more(before);
        if (looks > 0 && more != null && more > 0) {
            return List.of();
        }
        if (more == null) {
            looks = 0; // the first look, or at another pod than before
        }
        return aws.atTopic(sns -> {
            if (looks % AGAIN == 0) {
                before = now;
                publish(sns);
            }
            looks++; // not where SNS refused: another's event must not pass for this one
            return List.of(new Missing(
                    "EventSource %s has not put a test message from topic %s on the bus"
                            .formatted(path.sns(), aws.topic().topicArn()),
                    "if this lasts, the source is deaf; start it again: " + SubscriptionCheck.anew(path)));
        });
    }

    private void publish(SnsClient sns) {
        sns.publish(request -> request.topicArn(aws.topic().topicArn())
                .message(BODY)
                .messageAttributes(Map.of("EventId", text("canary"), "RunId", text("canary"))));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
