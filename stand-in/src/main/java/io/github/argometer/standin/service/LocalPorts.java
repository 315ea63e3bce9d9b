package io.github.argometer.standin.service;

import java.net.URI;

/**
 * Where the local servers listen, all on the loopback interface.
 *
 * @param database 0 where there is no embedded one
 */
record LocalPorts(int queues, int topics, int recorder, int webhook, int database) {

    /** Takes a port for each. */
    static LocalPorts take(Ports ports, boolean hasDatabase) {
        return new LocalPorts(
                ports.take("SQS"),
                ports.take("SNS"),
                ports.take("recorder-http"),
                ports.take("the SNS webhook"),
                hasDatabase ? 0 : ports.take("the database"));
    }

    URI queuesUrl() {
        return URI.create("http://127.0.0.1:" + queues);
    }

    URI topicsUrl() {
        return URI.create("http://127.0.0.1:" + topics);
    }
}
