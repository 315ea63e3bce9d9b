import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** What to compare with: so many threads that do nothing but SendMessage by the AWS SDK, with what our messages have. */
public final class BareSdk {

    public static void main(String... args) throws Exception {
        String url = args[0] + "/000000000000/argometer";
        int threads = Integer.parseInt(args[1]);
        long messages = Long.parseLong(args[2]);
        SqsClient client = SqsClient.builder()
                .endpointOverride(java.net.URI.create(args[0]))
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(threads))
                .build();
        AtomicLong number = new AtomicLong();
        Instant[] warm = new Instant[1];
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread sender = new Thread(() -> {
                for (long n = number.getAndIncrement(); n < messages; n = number.getAndIncrement()) {
                    if (n == messages / 4 * 3) {
                        warm[0] = Instant.now();
                    }
                    send(client, url, n);
                }
            });
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        System.out.println((messages - messages / 4 * 3) * 1e9 / Duration.between(warm[0], Instant.now()).toNanos());
    }

    private static void send(SqsClient client, String url, long number) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        String now = Instant.now().toString();
        attributes.put("EventId", text("bench-sqs-" + number));
        attributes.put("RunId", text("bench"));
        attributes.put("Author", text("Ankur"));
        attributes.put("SentAt", text(now));
        attributes.put("Timestamp", text(now));
        client.sendMessage(request -> request.queueUrl(url)
                .messageBody("{\"id\":4,\"greeting\":\"hello\",\"message\":\"hello world\",\"author\":\"Ankur\"}")
                .messageAttributes(attributes));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
