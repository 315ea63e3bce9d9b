package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.argo.CloudEvent;
import io.github.argometer.loadtest.argo.GoJson;
import io.github.argometer.loadtest.argo.Parameters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An HTTP trigger. Any answer is a success, unless the trigger's policy names those that are.
 *
 * @param client may be shared
 * @param headers secret ones included
 * @param allowed status codes that are a success; empty for all
 */
record HttpTrigger(
        HttpClient client,
        URI url,
        String method,
        Duration timeout,
        Map<String, String> headers,
        Parameters payload,
        List<Integer> allowed)
        implements SensorTrigger.Action {

    /** @throws IllegalArgumentException for a method or a header that HTTP does not allow */
    HttpTrigger {
        request(url, method, timeout, headers, "");
    }

    @Override
    public void fire(CloudEvent event) throws SensorTrigger.Failed, InterruptedException {
        ObjectNode body = payload.into(GoJson.MAPPER.createObjectNode(), event);
        try {
            int status = client.send(
                            request(url, method, timeout, headers, GoJson.text(body)),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (!allowed.isEmpty() && !allowed.contains(status)) {
                throw new SensorTrigger.Failed("%s answered %d, not one of %s".formatted(url, status, allowed), null);
            }
        } catch (IOException e) {
            throw new SensorTrigger.Failed("%s: %s".formatted(url, e), e);
        }
    }

    private static HttpRequest request(
            URI url, String method, Duration timeout, Map<String, String> headers, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(timeout).method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return request.build();
    }
}
