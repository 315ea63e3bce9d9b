package io.github.argometer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An SQS endpoint that keeps nothing and does as a test wants: the JSON protocol of SendMessage, SendMessageBatch and
 * GetQueueUrl, with the MD5 sums that the AWS SDK checks. As a program it only answers, for benchmarks.
 */
public final class TestSqs implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final LongAdder messages = new LongAdder();
    private volatile Consumer<String> seen = eventId -> {};
    private volatile BiConsumer<HttpServerRequest, JsonNode> asked = (request, json) -> {};
    private volatile Predicate<String> refuses = eventId -> false;
    private volatile Predicate<String> ignores = eventId -> false;
    private volatile Instant stalledUntil = Instant.EPOCH;

    private TestSqs(int port) throws Exception {
        server = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /** Starts it at any free port. */
    public static TestSqs start() throws Exception {
        return new TestSqs(0);
    }

    /** Starts it at the port that the argument names. */
    public static void main(String... args) throws Exception {
        TestSqs sqs = new TestSqs(Integer.parseInt(args[0]));
        System.out.println("ready " + sqs.url());
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Messages that it took. */
    public long messages() {
        return messages.sum();
    }

    /** Has every message's EventId told to {@code listener}, on arrival and before the answer. */
    public void listen(Consumer<String> listener) {
        seen = listener;
    }

    /** Has every request told to {@code listener}, with its body. */
    public void listen(BiConsumer<HttpServerRequest, JsonNode> listener) {
        asked = listener;
    }

    /** Refuses the messages of those EventIds, alone or as an entry of a batch. */
    public void refuse(Predicate<String> which) {
        refuses = which;
    }

    /** Never answers a request whose first message has such an EventId. */
    public void ignore(Predicate<String> which) {
        ignores = which;
    }

    /** Answers nothing for so long, and then all at once; returns the time when that is. */
    public Instant stall(Duration time) {
        stalledUntil = Instant.now().plus(time);
        return stalledUntil;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request, Buffer body) {
        try {
            JsonNode json = JSON.readTree(body.getBytes());
            asked.accept(request, json);
            String target = String.valueOf(request.getHeader("X-Amz-Target"));
            boolean batch = target.endsWith("SendMessageBatch");
            ObjectNode answer = JSON.createObjectNode();
            boolean refused = false;
            boolean ignored = false;
            if (batch) {
                ignored = ignores.test(eventId(json.path("Entries").path(0)));
                batch(json, answer);
            } else if (target.endsWith("SendMessage")) {
                ignored = ignores.test(eventId(json));
                refused = !message(json, answer);
            } else {
                answer.put("QueueUrl", url() + "/000000000000/argometer");
                answer.putArray("QueueUrls").add(url() + "/000000000000/argometer");
            }
            request.response()
                    .putHeader("Content-Type", "application/x-amz-json-1.0")
                    .setStatusCode(refused ? 503 : 200);
            Buffer text = Buffer.buffer(JSON.writeValueAsBytes(answer));
            long wait = Duration.between(Instant.now(), stalledUntil).toMillis();
            if (wait > 0 && !answer.has("QueueUrl")) {
                vertx.setTimer(wait + 1, timer -> request.response().end(text));
            } else if (!ignored) {
                request.response().end(text);
            }
        } catch (Exception e) {
            request.response().setStatusCode(500).end(e.toString());
        }
    }

    private void batch(JsonNode json, ObjectNode answer) {
        ArrayNode successful = answer.putArray("Successful");
        ArrayNode failed = answer.putArray("Failed");
        for (JsonNode entry : json.path("Entries")) {
            ObjectNode result =
                    JSON.createObjectNode().put("Id", entry.path("Id").textValue());
            if (message(entry, result)) {
                successful.add(result);
            } else {
                failed.add(result.put("Code", "InternalError")
                        .put("Message", "not now")
                        .put("SenderFault", false));
            }
        }
    }

    private boolean message(JsonNode message, ObjectNode answer) {
        String eventId = eventId(message);
        seen.accept(eventId);
        if (refuses.test(eventId)) {
            return false;
        }
        messages.increment();
        answer.put("MessageId", UUID.randomUUID().toString());
        answer.put("MD5OfMessageBody", md5(bytes(message.path("MessageBody").textValue())));
        answer.put("MD5OfMessageAttributes", md5(attributes(message.path("MessageAttributes"))));
        return true;
    }

    private static String eventId(JsonNode message) {
        return message.path("MessageAttributes")
                .path("EventId")
                .path("StringValue")
                .asText();
    }

    /** As the SQS developer guide says: name, type, 1 for text, and value, each but the 1 with its length before it. */
    private static byte[] attributes(JsonNode attributes) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        attributes.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        Buffer all = Buffer.buffer();
        sorted.forEach((name, value) -> {
            append(all, name);
            append(all, value.path("DataType").textValue());
            all.appendByte((byte) 1);
            append(all, value.path("StringValue").textValue());
        });
        return all.getBytes();
    }

    private static void append(Buffer all, String text) {
        byte[] bytes = bytes(text);
        all.appendBytes(ByteBuffer.allocate(4).putInt(bytes.length).array()).appendBytes(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
