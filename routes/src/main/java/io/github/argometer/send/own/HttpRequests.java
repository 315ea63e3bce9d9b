package io.github.argometer.send.own;

import io.github.argometer.send.aws.Answer;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Contents;
import io.github.argometer.send.aws.Outcome;
import io.github.argometer.send.aws.Requests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** One message a POST, whose answer of 200 to 299 says that it was taken; any other is an error of the endpoint. */
record HttpRequests(Contents contents) implements Requests {

    @Override
    public void fill(Message message, List<Attempt> attempts) {
        Attempt attempt = attempts.get(0);
        PlainRequests.fill(message, attempt, contents);
        boolean json = attempt.message().payload().json();
        message.setHeader(Exchange.CONTENT_TYPE, json ? "application/json" : "text/plain; charset=utf-8");
        message.setBody(message.getBody(String.class).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<Answer> answers(Message message, List<Attempt> attempts) {
        return List.of(new Answer(Outcome.ACCEPTED, "HTTP " + message.getHeader(Exchange.HTTP_RESPONSE_CODE)));
    }
}
