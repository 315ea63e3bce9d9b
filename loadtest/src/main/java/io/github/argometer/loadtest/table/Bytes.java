package io.github.argometer.loadtest.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a file's bytes say before anything is read: how its text is encoded, and whether there is anything but lines of ASCII.
 *
 * @param charset by the byte order mark, or by where the first characters have a zero
 * @param mark length of the byte order mark
 * @param ascii whether no byte is above 127
 * @param returns whether there is a carriage return anywhere
 * @param last the last byte that is not zero; 0 for an empty file
 */
record Bytes(Charset charset, int mark, boolean ascii, boolean returns, char last) {

    private static final int BLOCK = 1 << 18;
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /**
     * A place where bytes are no text.
     *
     * @param line its number, from 1
     * @param at how many characters of the line come before it
     * @param text the line, from there on as Windows writes it, which most such text is
     */
    record Malformed(long line, int at, String text) {}

    /** Looks at all of {@code file}. */
    static Bytes of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            int length = in.readNBytes(block, 0, BLOCK);
            byte[] head = Arrays.copyOf(block, Math.min(4, length));
            Charset charset = charset(head);
            boolean ascii = true;
            boolean returns = false;
            char last = 0;
            while (length > 0) {
                // In this form the JDK looks at many bytes at once; a byte that is no text becomes one U+FFFD.
                String text = new String(block, 0, length, StandardCharsets.UTF_8);
                ascii = ascii && text.length() == length && text.indexOf('\ufffd') < 0;
                returns = returns || text.indexOf('\r') >= 0;
                last = last(block, length, last);
                length = in.readNBytes(block, 0, BLOCK);
            }
            return new Bytes(charset, mark(head, charset), ascii, returns, last);
        }
    }

    private static Charset charset(byte[] head) {
        int first = head.length > 0 ? head[0] & 0xff : -1;
        int second = head.length > 1 ? head[1] & 0xff : -1;
        if (first == 0xff && second == 0xfe || first > 0 && second == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return first == 0xfe && second == 0xff || first == 0 && second > 0
                ? StandardCharsets.UTF_16BE
                : StandardCharsets.UTF_8;
    }

    private static int mark(byte[] head, Charset charset) {
        byte[] mark = "\ufeff".getBytes(charset);
        return head.length >= mark.length && Arrays.equals(Arrays.copyOf(head, mark.length), mark) ? mark.length : 0;
    }

    private static char last(byte[] block, int length, char before) {
        for (int at = length - 1; at >= 0; at--) {
            if (block[at] != 0) {
                return (char) (block[at] & 0xff);
            }
        }
        return before;
    }

    /** Whether the last line has an end. */
    boolean endsALine() {
        return last == '\n' || last == '\r';
    }

    /** Whether DuckDB reads it as it stands, as far as its encoding and the ends of its lines go. */
    boolean plain() {
        return charset.equals(StandardCharsets.UTF_8) && mark == 0 && !returns && endsALine();
    }

    /** The text of {@code file} after its byte order mark; reading throws where bytes are no text. */
    Reader text(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(mark);
        return new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** The first place of {@code file} where bytes are no text, or null. */
    Malformed malformed(Path file) throws IOException {
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        CharBuffer text = CharBuffer.allocate(BLOCK);
        Lines lines = new Lines();
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(mark);
            boolean end = false;
            while (!end) {
                int length = in.readNBytes(bytes.array(), bytes.position(), bytes.remaining());
                bytes.position(bytes.position() + length).flip();
                end = length == 0;
                CoderResult result = decoder.decode(bytes, text, end);
                while (result.isOverflow()) {
                    lines.add(text);
                    result = decoder.decode(bytes, text, end);
                }
                lines.add(text);
                if (result.isError()) {
                    return new Malformed(lines.number, lines.line.length(), lines.line + rest(bytes, in));
                }
                bytes.compact();
            }
        }
        return null;
    }

    private static String rest(ByteBuffer bytes, InputStream in) throws IOException {
        byte[] after = Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit());
        byte[] more = in.readNBytes(1 << 10);
        return (new String(after, WINDOWS) + new String(more, WINDOWS))
                .lines()
                .findFirst()
                .orElse("");
    }

    /** Counts lines, and keeps the last one. */
    private static final class Lines {
        private final StringBuilder line = new StringBuilder();
        private long number = 1;
        private char before;

        void add(CharBuffer text) {
            text.flip();
            while (text.hasRemaining()) {
                char next = text.get();
                if (next == '\n' && before == '\r') {
                    line.setLength(0);
                } else if (next == '\n' || next == '\r') {
                    number++;
                    line.setLength(0);
                } else {
                    line.append(next);
                }
                before = next;
            }
            text.clear();
        }
    }
}
