package io.github.argometer.plan.document;

import io.github.argometer.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The one YAML 1.2 document of a file, which JSON is too, as it is written: every scalar has its own text and its line, and none
 * is a number, a date or a boolean before somebody asks for one. Aliases stand for what they name.
 */
public final class PlanDocument {

    /** The file holds no such document; the message says why, with the line. */
    public static final class None extends Exception {
        private None(String why) {
            super(why);
        }
    }

    private PlanDocument() {}

    /** The fields that {@code file} holds. */
    public static PlanNode read(Path file) throws None {
        return read(file, text(file));
    }

    /** The fields of {@code text}, which {@code file} holds. */
    public static PlanNode read(Path file, String text) throws None {
        try {
            Iterator<Node> documents = new Compose(LoadSettings.builder()
                            .setSchema(new CoreSchema())
                            .setCodePointLimit(Integer.MAX_VALUE) // a run's own plan has the texts of its files
                            .build())
                    .composeAllFromString(text)
                    .iterator();
            if (!documents.hasNext() || !(documents.next() instanceof MappingNode fields)) {
                throw new None("no fields");
            }
            if (documents.hasNext()) {
                throw new None(String.format(Locale.ROOT, "line %d: a second document", line(documents.next())));
            }
            return new PlanNode(file, "", fields);
        } catch (MarkedYamlEngineException e) {
            String line =
                    e.getProblemMark().map(mark -> "line " + line(mark) + ": ").orElse("");
            throw new None(line + e.getProblem());
        } catch (YamlEngineException e) {
            throw new None(e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** The line in which {@code node} begins, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(PlanDocument::line).orElse(1);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    /** What the file says in UTF-8; no byte is guessed at. */
    public static String text(Path file) throws None {
        ByteBuffer bytes = bytes(file);
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        if (decoder.decode(bytes, text, true).isError()) {
            long before = text.flip().chars().filter(c -> c == '\n').count();
            throw new None(String.format(Locale.ROOT, "line %d: not in UTF-8", before + 1));
        }
        String all = text.flip().toString();
        return all.startsWith("\uFEFF") ? all.substring(1) : all;
    }

    private static ByteBuffer bytes(Path file) throws None {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new None("it cannot be read: " + WholeFile.reason(e));
        }
    }
}
