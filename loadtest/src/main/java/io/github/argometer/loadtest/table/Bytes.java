package io.github.argometer.loadtest.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a file's bytes say before anything is read.
 *
 * @param charset how its text is encoded, by the byte order mark, or by where the first characters have a zero
 * @param mark length of the byte order mark
 * @param isText whether all bytes are text of this encoding
 * @param returns whether there is a carriage return anywhere
 * @param last the last byte that is not zero; 0 for an empty file
 */
record Bytes(Charset charset, int mark, boolean isText, boolean returns, char last) {

    private static final int BLOCK = 1 << 18;
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    /** Looks at all of {@code file}. */
    static Bytes of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[BLOCK];
            int length = in.readNBytes(block, 0, BLOCK);
            byte[] head = Arrays.copyOf(block, Math.min(4, length));
            Charset charset = charset(head);
            boolean ascii = charset.equals(StandardCharsets.UTF_8);
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
            int mark = mark(head, charset);
            return new Bytes(charset, mark, ascii || isText(file, charset, mark), returns, last);
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

    private static boolean isText(Path file, Charset charset, int mark) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                Reader text = new InputStreamReader(in, strict(charset))) {
            in.skipNBytes(mark);
            text.transferTo(Writer.nullWriter());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static CharsetDecoder strict(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Whether the last line has an end. */
    boolean endsALine() {
        return last == '\n' || last == '\r';
    }

    /** Whether DuckDB reads it as it stands, as far as its encoding and the ends of its lines go. */
    boolean plain() {
        return charset.equals(StandardCharsets.UTF_8) && mark == 0 && isText && !returns && endsALine();
    }

    /** The text of {@code file} after its byte order mark; where not all is text, such as {@link #malformed} takes. */
    Reader text(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(mark);
        boolean bytewise = !isText && charset.equals(StandardCharsets.UTF_8);
        return new BufferedReader(new InputStreamReader(in, bytewise ? StandardCharsets.ISO_8859_1 : charset));
    }

    /** {@code value} of a file that is no text, as its writer may have meant it; empty where it is text. */
    Optional<String> malformed(String value) {
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return Optional.of(value).filter(text -> text.indexOf('\ufffd') >= 0);
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        try {
            strict(charset).decode(ByteBuffer.wrap(bytes));
            return Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of(new String(bytes, WINDOWS));
        }
    }
}
