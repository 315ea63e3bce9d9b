import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Fills a nats-server's stream {@code default} with so many events as the SQS source makes them: {@code Events PORT COUNT}. */
public class Events {

    private static final String DATA =
            """
            {"messageId":"%1$s","messageAttributes":{"EventId":{"BinaryListValues":null,"BinaryValue":null,"DataType":"String",\
            "StringListValues":null,"StringValue":"%1$s"},"RunId":{"BinaryListValues":null,"BinaryValue":null,"DataType":"String",\
            "StringListValues":null,"StringValue":"20261126T000000Z-bench0"},"SentAt":{"BinaryListValues":null,"BinaryValue":null,\
            "DataType":"String","StringListValues":null,"StringValue":"2026-11-26T00:00:00.123456Z"}},\
            "body":{"id":4,"greeting":"hello","message":"hello world","author":"Ankur"}}""";
    private static final String EVENT =
            """
            {"data_base64":"%s","datacontenttype":"application/json","id":"%032x","source":"argometer-sqs","specversion":"1.0",\
            "subject":"load","time":"%s","type":"sqs"}""";

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        try (var connection = Nats.connect("nats://bench:bench@127.0.0.1:" + args[0])) {
            connection.jetStreamManagement().addStream(StreamConfiguration.builder()
                    .name("default").subjects("default.*.*").storageType(StorageType.File).build());
            JetStream stream = connection.jetStream();
            List<CompletableFuture<PublishAck>> acks = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                String data = DATA.formatted("20261126T000000Z-bench0-sqs-" + i);
                String event = EVENT.formatted(
                        Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)), i, Instant.now());
                acks.add(stream.publishAsync("default.argometer-sqs.load", event.getBytes(StandardCharsets.UTF_8)));
                if (acks.size() == 1_000 || i == count) {
                    for (var ack : acks) {
                        ack.get();
                    }
                    acks.clear();
                }
            }
        }
    }
}
