package io.github.argometer.record;

import io.github.argometer.SettingRanges;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the generator puts into a message that is not the demo's: the text {@code argometer:<EventId>:<SentAt>}, wherever the plan
 * says. It is looked for as a text, whatever a source or a transform has made of what is around it.
 *
 * @param runId of the run that sent it, the first part of the event id
 * @param channel that it was sent to, the second
 * @param number of the message, six digits or more, the last
 * @param sentAt when it was sent, UTC as ISO 8601 has it
 */
public record Mark(String runId, String channel, String number, String sentAt) {

    /** What each begins with. */
    static final String PREFIX = "argometer:";

    /** What each looks like, as complaints say it. */
    static final String FORM = PREFIX + "<run id>-<channel>-<number>:<SentAt>";

    private static final Pattern MARK = Pattern.compile(PREFIX
            + "([A-Za-z0-9_-][A-Za-z0-9._-]{0,63})-(" + SettingRanges.CHANNEL_NAME + ")-([0-9]{6,10})"
            + ":([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?Z)");

    /** An escape of JSON, in any depth of JSON in JSON; quotation marks and backslashes are in no mark, nor in base64. */
    private static final Pattern ESCAPE = Pattern.compile("(?<!\\\\)\\\\++(?:u([0-9A-Fa-f]{4})|(/)|[bfnrt])");

    /** Base64, of URLs too, that is long enough to hold a mark. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{55,}+");

    /** Those in {@code json}, each once; if there is none, those in texts whose base64 is in it. */
    public static Set<Mark> anywhereIn(String json) {
        Set<Mark> marks = in(json);
        if (marks.isEmpty()) {
            BASE64.matcher(unescaped(json))
                    .results()
                    .map(MatchResult::group)
                    .forEach(base64 -> marks.addAll(anywhereIn(decoded(base64))));
        }
        return marks;
    }

    /** Those in {@code json} itself, each once. */
    static Set<Mark> in(String json) {
        Set<Mark> marks = new LinkedHashSet<>();
        // As it is too: what stands before a mark may look like an escape that takes its first letter.
        for (String text : List.of(json, unescaped(json))) {
            MARK.matcher(text)
                    .results()
                    .forEach(mark -> marks.add(new Mark(mark.group(1), mark.group(2), mark.group(3), mark.group(4))));
        }
        return marks;
    }

    private static String unescaped(String json) {
        return ESCAPE.matcher(json).replaceAll(escape -> {
            if (escape.group(1) == null) {
                return escape.group(2) == null ? " " : "/";
            }
            char character = (char) Integer.parseInt(escape.group(1), 16);
            return Matcher.quoteReplacement(String.valueOf(character));
        });
    }

    /** A byte a character: what is no text has no mark, and what is one has it in ASCII. */
    private static String decoded(String base64) {
        int whole = base64.length() - (base64.length() % 4 == 1 ? 1 : 0);
        String standard = base64.substring(0, whole).replace('-', '+').replace('_', '/');
        return new String(Base64.getDecoder().decode(standard), StandardCharsets.ISO_8859_1);
    }

    /** The mark of the message {@code eventId}, sent at {@code sentAt}. */
    public static String text(String eventId, String sentAt) {
        return PREFIX + eventId + ":" + sentAt;
    }

    /** The message's id, unique in the world: at most 108 characters. */
    public String eventId() {
        return String.format(Locale.ROOT, "%s-%s-%s", runId, channel, number);
    }

    @Override
    public String toString() {
        return text(eventId(), sentAt);
    }
}
