package io.github.argometer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text as a terminal may have it. What comes from files and from the network can hold characters that move the cursor, answer for
 * the keyboard, or turn the order of what is read; they are shown by their number, as in Java and JSON.
 */
public final class Printable {

    private static final Pattern USER = Pattern.compile("://[^\\s\"]*@");
    private static final Pattern PATH = Pattern.compile("(://[^/?,\\s\"]+)(/[^?,\\s\"]*)");
    /** A part of a path with sixteen characters or more, a digit or both cases among them: the key of a chat's hook, say. */
    private static final Pattern KEY =
            Pattern.compile("(?<=/)(?=[^/]*[0-9]|[^/]*[a-z][^/]*[A-Z]|[^/]*[A-Z][^/]*[a-z])[^/]{16,}");

    private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&?\\s\"]+)=[^&\\s\"]*");

    private Printable() {}

    /**
     * {@code text} with its control characters, but for line breaks and tabs, format characters (Unicode's Cf, bidi overrides among
     * them), line and paragraph separators, lone surrogates and U+FFFE and its like escaped: what is left may stand in XML too.
     */
    public static String text(String text) {
        return escaped(text, false);
    }

    /** The same on one line: line breaks and tabs are escaped too. */
    public static String line(String text) {
        return escaped(text, true);
    }

    /** {@code text}, or where it has more than {@code most} characters (Unicode's code points), so many and an ellipsis. */
    public static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)) + "…";
    }

    /**
     * {@code text} with the secrets of its URLs hidden: user and password before an {@code @}, what looks like a key in a path, and the
     * values of parameters whose names are those of secrets.
     */
    public static String withoutSecrets(String text) {
        String anonymous = USER.matcher(text).replaceAll("://…@");
        String keyless = PATH.matcher(anonymous)
                .replaceAll(url -> Matcher.quoteReplacement(
                        url.group(1) + KEY.matcher(url.group(2)).replaceAll("…")));
        Matcher parameter = PARAMETER.matcher(keyless);
        return parameter.replaceAll(found -> Matcher.quoteReplacement(
                new Range.Endpoint().hides("?" + found.group(2) + "=")
                        ? found.group(1) + found.group(2) + "=…"
                        : found.group()));
    }

    /** A stream that shows all text, in UTF-8, as {@link #text}. */
    public static PrintStream stream(OutputStream out) {
        return new PrintStream(new Bytes(out), true, StandardCharsets.UTF_8);
    }

    private static String escaped(String text, boolean line) {
        StringBuilder shown = null;
        int length = text.length();
        for (int i = 0, next; i < length; i = next) {
            int point = text.codePointAt(i);
            next = i + Character.charCount(point);
            boolean lineEnd = point == '\n' || point == '\r' && next < length && text.charAt(next) == '\n';
            boolean stays = lineEnd || point == '\t' ? !line : isShown(point);
            if (!stays && shown == null) {
                shown = new StringBuilder(text.substring(0, i));
            }
            if (shown != null) {
                if (stays) {
                    shown.appendCodePoint(point);
                } else {
                    shown.append(String.format(Locale.ROOT, point > 0xffff ? "\\U%08x" : "\\u%04x", point));
                }
            }
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean isShown(int point) {
        if ((point & 0xfffe) == 0xfffe) {
            return false;
        }
        switch (Character.getType(point)) {
            case Character.CONTROL:
            case Character.SURROGATE:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
                return false;
            case Character.FORMAT:
                return point == 0x200c || point == 0x200d; // the joiners, which many scripts and emoji are written with
            default:
                return true;
        }
    }

    /** Keeps back the bytes of a character until all of them are there. */
    private static final class Bytes extends FilterOutputStream {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer rest = ByteBuffer.allocate(0);

        Bytes(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer in = ByteBuffer.allocate(rest.remaining() + length)
                    .put(rest)
                    .put(bytes, offset, length)
                    .flip();
            CharBuffer text = CharBuffer.allocate(in.remaining());
            decoder.decode(in, text, false);
            rest = in.slice();
            out.write(text(text.flip().toString()).getBytes(StandardCharsets.UTF_8));
        }
    }
}
