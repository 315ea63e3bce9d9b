package io.github.argometer.standin.sns;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.standin.mishap.Mishaps;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sns.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;

/** The real AWS SDK against the endpoint, and a real web server that hears it. */
class SnsEndpointTest {

    private record Call(Headers headers, JsonNode body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private SnsEndpoint endpoint;
    private SnsClient client;
    private HttpServer webhook;
    private String topic;

    @BeforeEach
    void start() throws Exception {
        endpoint = SnsEndpoint.start(0, "us-east-1", Duration.ofMillis(1), new Mishaps());
        client = SnsClient.builder()
                .endpointOverride(endpoint.url())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/sns", exchange -> {
            calls.add(new Call(exchange.getRequestHeaders(), JSON.readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 500 : 200, -1);
            exchange.close();
        });
        webhook.start();
        topic = client.createTopic(request -> request.name("argometer")).topicArn();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        webhook.stop(0);
        endpoint.close();
    }

    @Test
    void deliversTheEnvelopeOfAPublishedMessage() {
        confirm();
        String id = client.publish(request -> request.topicArn(topic)
                        .message("{\"id\": 4}")
                        .messageAttributes(Map.of("EventId", attribute("n-1 & ü"), "Author", attribute("David"))))
                .messageId();

        Call call = call(1);
        assertThat(call.body().properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "Type",
                        "MessageId",
                        "TopicArn",
                        "Message",
                        "Timestamp",
                        "UnsubscribeURL",
                        "MessageAttributes",
                        "SignatureVersion",
                        "Signature",
                        "SigningCertURL");
        assertThat(call.body().get("MessageId").asText()).isEqualTo(id);
        assertThat(call.body().get("Message").asText()).isEqualTo("{\"id\": 4}");
        assertThat(call.body().get("Timestamp").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(call.body().get("MessageAttributes").toString())
                .isEqualTo("{\"Author\":{\"Type\":\"String\",\"Value\":\"David\"},"
                        + "\"EventId\":{\"Type\":\"String\",\"Value\":\"n-1 & ü\"}}");
        assertThat(call.headers().getFirst("x-amz-sns-message-type")).isEqualTo("Notification");
        assertThat(call.headers().getFirst("x-amz-sns-message-id")).isEqualTo(id);
        assertThat(call.headers().getFirst("x-amz-sns-subscription-arn")).startsWith(topic + ":");
        assertThat(call.headers().getFirst("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(call.headers().getFirst("User-Agent")).isEqualTo("Amazon Simple Notification Service Agent");
    }

    @Test
    void deliversEachEntryOfABatchAndRefusesByEntry() {
        confirm();
        PublishBatchResponse answer = batch(List.of(entry("a", "1"), entry("b", ""), entry("c", "3")));

        assertThat(answer.successful()).extracting(done -> done.id()).containsExactly("a", "c");
        assertThat(answer.failed())
                .extracting(failed -> failed.id() + " " + failed.code())
                .containsExactly("b InvalidParameter");
        call(2);
        assertThat(calls.stream().skip(1))
                .extracting(call -> call.body().get("Message").asText() + " "
                        + call.body().at("/MessageAttributes/EventId/Value").asText())
                .containsExactlyInAnyOrder("1 n-1", "3 n-3");
        assertThat(calls.stream().skip(1))
                .extracting(call -> call.body().get("MessageId").asText())
                .containsExactlyInAnyOrderElementsOf(answer.successful().stream()
                        .map(done -> done.messageId())
                        .toList());
    }

    @Test
    void refusesABatchOfNoneOfElevenAndOfTwoThatAreNamedAlike() {
        List<PublishBatchRequestEntry> eleven =
                IntStream.range(0, 11).mapToObj(i -> entry("e" + i, "m")).toList();
        assertThatThrownBy(() -> batch(eleven)).isInstanceOf(TooManyEntriesInBatchRequestException.class);
        assertThatThrownBy(() -> batch(List.of())).isInstanceOf(EmptyBatchRequestException.class);
        assertThatThrownBy(() -> batch(List.of(eleven.get(0), eleven.get(0))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
    }

    private PublishBatchResponse batch(List<PublishBatchRequestEntry> entries) {
        return client.publishBatch(request -> request.topicArn(topic).publishBatchRequestEntries(entries));
    }

    private static PublishBatchRequestEntry entry(String id, String message) {
        return PublishBatchRequestEntry.builder()
                .id(id)
                .message(message)
                .messageAttributes(Map.of("EventId", attribute("n-" + message)))
                .build();
    }

    @Test
    void deliversNothingBeforeTheSubscriptionIsConfirmed() {
        subscribe();
        call(0);
        assertThat(client.listSubscriptionsByTopic(request -> request.topicArn(topic))
                        .subscriptions()
                        .get(0)
                        .subscriptionArn())
                .isEqualTo("PendingConfirmation");
        client.publish(request -> request.topicArn(topic).message("lost"));
        client.confirmSubscription(request ->
                request.topicArn(topic).token(calls.get(0).body().get("Token").asText()));
        client.publish(request -> request.topicArn(topic).message("heard"));
        assertThat(call(1).body().get("Message").asText()).isEqualTo("heard");
    }

    @Test
    void deliversAgainWhatAnEndpointDidNotTake() {
        confirm();
        refusals.set(2);
        client.publish(request -> request.topicArn(topic).message("again"));
        await().atMost(10, SECONDS).until(() -> calls.size() == 4);
        assertThat(calls.subList(1, 4))
                .extracting(call -> call.body().get("MessageId").asText())
                .containsOnly(calls.get(1).body().get("MessageId").asText());
    }

    @Test
    void saysWhoHasConfirmed() {
        String arn = confirm();
        assertThat(client.getSubscriptionAttributes(request -> request.subscriptionArn(arn))
                        .attributes())
                .containsEntry("PendingConfirmation", "false");
        assertThat(client.listTopics().topics())
                .extracting(found -> found.topicArn())
                .containsExactly(topic);
        client.unsubscribe(request -> request.subscriptionArn(arn));
        assertThat(client.listSubscriptionsByTopic(request -> request.topicArn(topic))
                        .subscriptions())
                .isEmpty();
    }

    @Test
    void refusesByTheErrorsOfSns() {
        assertThatThrownBy(() -> client.publish(
                        request -> request.topicArn(topic + "-else").message("x")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Topic does not exist");
        assertThatThrownBy(
                        () -> client.publish(request -> request.topicArn(topic).message("")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Message");
        assertThatThrownBy(() -> client.confirmSubscription(
                        request -> request.topicArn(topic).token("wrong")))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> client.deleteTopic(request -> request.topicArn(topic)))
                .hasMessageContaining("the local SNS does not know \"DeleteTopic\"");
    }

    private String confirm() {
        subscribe();
        String token = call(0).body().get("Token").asText();
        return client.confirmSubscription(request -> request.topicArn(topic).token(token))
                .subscriptionArn();
    }

    private void subscribe() {
        client.subscribe(request -> request.topicArn(topic)
                .protocol("http")
                .endpoint(
                        "http://127.0.0.1:%d/sns".formatted(webhook.getAddress().getPort())));
    }

    private Call call(int number) {
        await().atMost(10, SECONDS).until(() -> calls.size() > number);
        return calls.get(number);
    }

    private static MessageAttributeValue attribute(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
