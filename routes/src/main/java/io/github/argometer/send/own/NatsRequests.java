package io.github.argometer.send.own;

import io.github.argometer.send.aws.Answer;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Contents;
import io.github.argometer.send.aws.Outcome;
import io.github.argometer.send.aws.Requests;
import io.nats.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.camel.Message;

/**
 * One message a publication. NATS answers none, and the client only queues it: the server has it once it has answered a PING that
 * went after it on the same connection.
 */
record NatsRequests(Contents contents, Connection connection) implements Requests {

    private static final String CONNECTIONS = "connections";

    @Override
    public void fill(Message message, List<Attempt> attempts) {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            // else it would wait in the client
            throw new IllegalStateException("not connected, but " + connection.getStatus());
        }
        PlainRequests.fill(message, attempts.get(0), contents);
        message.getExchange()
                .setProperty(CONNECTIONS, connection.getStatistics().getReconnects());
    }

    @Override
    public List<Answer> answers(Message message, List<Attempt> attempts) throws IOException {
        connection.RTT(); // not flush, whose PING goes before what waits, and which tells no failure
        if (!message.getExchange()
                .getProperty(CONNECTIONS)
                .equals(connection.getStatistics().getReconnects())) {
            return List.of(new Answer(Outcome.UNKNOWN, "the connection was lost meanwhile"));
        }
        String error = String.valueOf(connection.getLastError());
        return List.of(
                error.toLowerCase(Locale.ROOT).contains("permissions violation for publish")
                        ? new Answer(Outcome.FAILED, error)
                        : new Answer(Outcome.ACCEPTED, "PONG"));
    }
}
