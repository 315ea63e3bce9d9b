package io.github.argometer.export;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes rows of UTF-8 texts as lines of CSV, byte for byte as commons-csv's default format with {@code \n} does: that one wants
 * characters, and takes several times as long for them.
 */
final class CsvLines implements Closeable {

    private final FileChannel file;
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

    /** Writes to {@code file}, which is there. */
    CsvLines(Path file) throws IOException {
        this.file = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Writes {@code text} as it is. */
    void plain(byte[] text) throws IOException {
        room(text.length);
        buffer.put(text);
    }

    /** Writes a value of a row, in quotes where it needs them. */
    void text(byte[] text) throws IOException {
        room(2 * text.length + 2); // all quotes, doubled, in quotes
        if (isQuoted(text)) {
            quoted(text);
        } else {
            buffer.put(text);
        }
    }

    /** Writes {@code yyyy-mm-dd hh:mm:ss.ffffff} in UTC as ISO 8601 has it. */
    void time(byte[] time) throws IOException {
        room(time.length + 1);
        int day = buffer.position() + 10;
        buffer.put(time).put(day, (byte) 'T').put((byte) 'Z');
    }

    /** Writes what stands between two values, or ends a line. */
    void mark(char mark) throws IOException {
        room(1);
        buffer.put((byte) mark);
    }

    /** Some parsers fail for values that begin with # or less, or end with a blank or less; no byte of a longer UTF-8 sequence is less. */
    private static boolean isQuoted(byte[] value) {
        if (value.length == 0) {
            return false;
        }
        for (byte b : value) {
            if (b == '\n' || b == '\r' || b == '"' || b == ',') {
                return true;
            }
        }
        return Byte.toUnsignedInt(value[0]) <= '#' || Byte.toUnsignedInt(value[value.length - 1]) <= ' ';
    }

    private void quoted(byte[] value) {
        buffer.put((byte) '"');
        for (byte b : value) {
            if (b == '"') {
                buffer.put(b);
            }
            buffer.put(b);
        }
        buffer.put((byte) '"');
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
            if (buffer.capacity() < bytes) {
                buffer = ByteBuffer.allocate(bytes);
            }
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    /** Writes what is left. */
    void finish() throws IOException {
        flush();
        file.close();
    }

    /** Closes the file; what was not finished is cut short. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
