package io.github.argometer.send.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The answers to the messages of one request, found by the ids of its entries: their places in it. */
final class BatchAnswers {

    private final List<Answer> answers;

    BatchAnswers(int messages) {
        answers = new ArrayList<>(Collections.nCopies(messages, null));
    }

    /** Takes what is said of the entry {@code id}. An id that was not sent tells of no message. */
    void add(String id, Answer answer) {
        for (int place = 0; place < answers.size(); place++) {
            if (String.valueOf(place).equals(id)) {
                answers.set(place, answers.get(place) == null ? answer : Answer.NONE);
            }
        }
    }

    /** One answer a message; unknown where nothing was said of it, or one thing and another. */
    List<Answer> inOrder() {
        return answers.stream()
                .map(answer -> answer == null ? Answer.NONE : answer)
                .toList();
    }
}
