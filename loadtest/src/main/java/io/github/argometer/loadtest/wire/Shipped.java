package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The shipped manifests, after which all that becomes ours is made. Each call gives a tree of its own. */
final class Shipped {

    private Shipped() {}

    /** The Sensor that calls the HTTP recorder. */
    static ObjectNode httpSensor() {
        return read("sensor/argometer-http.sensor.yaml");
    }

    /** The Sensor that makes Jobs. */
    static ObjectNode jobSensor() {
        return read("sensor/argometer-job.sensor.yaml");
    }

    /** An EventSource. */
    static ObjectNode source() {
        return read("source/argometer-sqs.eventsource.yaml");
    }

    /** The Service of an EventSource that SNS calls. */
    static ObjectNode service() {
        return read("source/argometer-sns.service.yaml");
    }

    private static ObjectNode read(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream("/wire/" + name)) {
            return YamlText.read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
