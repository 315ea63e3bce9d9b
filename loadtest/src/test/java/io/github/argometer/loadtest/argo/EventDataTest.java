package io.github.argometer.loadtest.argo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a source makes of a message; ShapeTest of the stand-in compares it with events of a cluster. */
class EventDataTest {

    @Test
    void theHeadersAreNamedAsGoNamesThem() throws Exception {
        String data = EventData.webhook(
                Map.of("x-amz-sns-message-id", List.of("1"), "Host", List.of("h"), "accept", List.of("*/*")),
                GoJson.read("{\"b\":1,\"a\":2}"));
        assertThat(data)
                .isEqualTo("{\"header\":{\"Accept\":[\"*/*\"],\"X-Amz-Sns-Message-Id\":[\"1\"]},"
                        + "\"body\":{\"b\":1,\"a\":2}}");
    }

    @Test
    void aBodyThatIsNotPromisedToBeJsonIsBase64() throws Exception {
        assertThat(EventData.sqs("id", Map.of(), "plain", false))
                .isEqualTo("{\"messageId\":\"id\",\"messageAttributes\":{},\"body\":\"cGxhaW4=\"}");
    }
}
