package io.github.argometer;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a message of one's own carries, wherever it is put, to be found again behind transforms: {@code argometer:<EventId>:<SentAt>}.
 *
 * @param eventId of the message: run id, channel and number
 * @param sentAt when it was sent, by the generator's clock
 */
public record Mark(String eventId, Instant sentAt) {

    /** The name of the attribute or header that has it, where it is one. */
    public static final String NAME = "Argometer";

    private static final Pattern MARK = Pattern.compile(
            "argometer:([A-Za-z0-9._-]{1,128}):(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z)");

    /** The first in {@code text}, which may be JSON in JSON: no character of it is ever escaped. */
    public static Optional<Mark> in(String text) {
        Matcher found = MARK.matcher(text);
        return found.find() ? Optional.of(new Mark(found.group(1), Instant.parse(found.group(2)))) : Optional.empty();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "argometer:%s:%s", eventId, Times.text(sentAt));
    }
}
