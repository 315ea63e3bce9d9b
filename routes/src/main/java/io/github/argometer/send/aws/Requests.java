package io.github.argometer.send.aws;

import java.util.List;
import org.apache.camel.Message;

/** How a channel's Camel endpoint takes messages, and tells what became of each. */
public interface Requests {

    /** A request that could not be made, of which nothing went out. */
    final class NotMade extends Exception {

        /** Since {@code cause}. */
        public NotMade(Exception cause) {
            super(cause);
        }
    }

    /** Fills {@code message} so that the endpoint sends all of {@code attempts}. */
    void fill(Message message, List<Attempt> attempts) throws Exception;

    /** What the endpoint has left in {@code message}: an answer to each of {@code attempts}, in their order. */
    List<Answer> answers(Message message, List<Attempt> attempts) throws Exception;
}
