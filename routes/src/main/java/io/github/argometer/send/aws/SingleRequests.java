package io.github.argometer.send.aws;

import java.util.List;
import org.apache.camel.Message;

/**
 * One message a request, whose headers become its attributes.
 *
 * @param idHeader where the endpoint leaves the service's id
 */
public record SingleRequests(Contents contents, String idHeader) implements Requests {

    @Override
    public void fill(Message message, List<Attempt> attempts) {
        Attempt attempt = attempts.get(0);
        message.setBody(contents.body(attempt));
        contents.attributes(attempt, text -> text).forEach(message::setHeader);
    }

    @Override
    public List<Answer> answers(Message message, List<Attempt> attempts) {
        return List.of(Answer.taken(message.getHeader(idHeader, String.class)));
    }
}
