package io.github.argometer.standin.argo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** An SQS message as Argo's event data: its Go struct, with every field of the attributes, null ones too. */
final class SqsData {

    private SqsData() {}

    /**
     * The data of {@code message}.
     *
     * @throws JsonProcessingException where {@code jsonBody} is promised and the body is none
     */
    static String of(Message message, boolean jsonBody) throws JsonProcessingException {
        ObjectNode data = GoJson.MAPPER.createObjectNode();
        data.put("messageId", message.messageId());
        ObjectNode attributes = data.putObject("messageAttributes");
        for (Map.Entry<String, MessageAttributeValue> entry : new TreeMap<>(message.messageAttributes()).entrySet()) {
            MessageAttributeValue value = entry.getValue();
            attributes
                    .putObject(entry.getKey())
                    .putNull("BinaryListValues")
                    .put("BinaryValue", base64(value.binaryValue()))
                    .put("DataType", value.dataType())
                    .putNull("StringListValues")
                    .put("StringValue", value.stringValue());
        }
        if (jsonBody) {
            data.set("body", GoJson.read(message.body()));
        } else {
            data.put("body", Base64.getEncoder().encodeToString(message.body().getBytes(StandardCharsets.UTF_8)));
        }
        return GoJson.text(data);
    }

    /** What Argo asks SQS for. */
    static List<String> attributes() {
        return List.of("All");
    }

    private static String base64(SdkBytes bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes.asByteArray());
    }
}
