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

/** An HTTP trigger. Any answer is a success, unless the trigger's policy names those that are. */
final class HttpTrigger implements Trigger {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String method;
    private final Duration timeout;
    private final Map<String, String> headers;
    private final Parameters payload;
    private final List<Integer> allowed;

    /**
     * @param headers secret ones included
     * @param allowed status codes that are a success; empty for all
     * @throws IllegalArgumentException for a method or a header that HTTP does not allow
     */
    HttpTrigger(
            URI url,
            String method,
            Duration timeout,
            Map<String, String> headers,
            Parameters payload,
            List<Integer> allowed) {
        this.url = url;
        this.method = method;
        this.timeout = timeout;
        this.headers = headers;
        this.payload = payload;
        this.allowed = allowed;
        request("");
    }

    @Override
    public void fire(CloudEvent event) throws TriggerFailed, InterruptedException {
        ObjectNode body = payload.into(GoJson.MAPPER.createObjectNode(), event);
        try {
            int status = client.send(request(GoJson.text(body)), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (!allowed.isEmpty() && !allowed.contains(status)) {
                throw new TriggerFailed("%s answered %d, allowed are %s".formatted(url, status, allowed));
            }
        } catch (IOException e) {
            throw new TriggerFailed("%s: %s".formatted(url, e), e);
        }
    }

    private HttpRequest request(String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url).timeout(timeout).method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return request.build();
    }
}
