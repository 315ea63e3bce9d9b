package io.github.argometer;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Locale;

/**
 * What each program of ours does in its first line, since the user's locale is no business of files, URLs, SQL and names: one
 * locale for all formats, and UTF-8 on stdout and stderr, without what would command a terminal. The routes, which others start
 * too, name both wherever they format.
 */
public final class ProcessDefaults {

    /** What Java makes of bytes that are no text in the process's locale: it has lost them. */
    private static final char LOST = '\uFFFD';

    /** What to do about text that was lost on its way into the process. */
    public static final String MEND = "text in this locale's encoding; set LC_ALL=C.UTF-8";

    private ProcessDefaults() {}

    /** Sets them. */
    public static void set() {
        Locale.setDefault(Locale.ROOT);
        System.setOut(Printable.stream(new FileOutputStream(FileDescriptor.out)));
        System.setErr(Printable.stream(new FileOutputStream(FileDescriptor.err)));
    }

    /** Whether some of {@code text}, an argument or a variable, was lost on its way in, as any ü is under LANG=C. */
    public static boolean isLost(String text) {
        return text.indexOf(LOST) >= 0;
    }
}
