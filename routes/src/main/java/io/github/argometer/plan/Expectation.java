package io.github.argometer.plan;

import io.github.argometer.Settings;
import java.util.List;

/**
 * Which messages must end as a row, by channel: what the filters of the shipped EventSources and Sensors let through.
 *
 * @param ids payload ids that pass
 * @param authors authors that pass
 */
public record Expectation(List<Integer> ids, List<String> authors) {

    /** The expectation of {@code channel} from {@code expect.<channel>.ids} and {@code .authors}. */
    public static Expectation of(Settings settings, Channel channel) {
        String key = "expect." + channel.label();
        return new Expectation(
                settings.list(key + ".ids").stream().map(Integer::valueOf).toList(), settings.list(key + ".authors"));
    }

    /** Whether a message of that id and author must arrive. */
    public boolean covers(int id, String author) {
        return ids.contains(id) && authors.contains(author);
    }
}
