package io.github.argometer.send.own;

import io.github.argometer.send.aws.Answer;
import io.github.argometer.send.aws.Attempt;
import io.github.argometer.send.aws.Contents;
import io.github.argometer.send.aws.Outcome;
import io.github.argometer.send.aws.Requests;
import java.util.List;
import org.apache.camel.Message;

/** One message a request to any Camel endpoint: what throws no error is taken for accepted. */
record PlainRequests(Contents contents) implements Requests {

    @Override
    public void fill(Message message, List<Attempt> attempts) {
        fill(message, attempts.get(0), contents);
    }

    @Override
    public List<Answer> answers(Message message, List<Attempt> attempts) {
        return List.of(new Answer(Outcome.ACCEPTED, "no error"));
    }

    /** Puts in the body and the mark. Camel's own headers stay, since it counts attempts by them. */
    static void fill(Message message, Attempt attempt, Contents contents) {
        contents.attributes(attempt, text -> text).forEach(message::setHeader);
        message.setBody(contents.body(attempt));
    }
}
