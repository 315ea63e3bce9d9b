package io.github.argometer.plan.document;

import io.github.argometer.Printable;
import io.github.argometer.Range;
import io.github.argometer.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a plan's file. Every complaint about it names the file, the line, the path of its fields and the value.
 *
 * @param path such as {@code payloads[0].text}; "" = the document
 */
public record PlanNode(Path file, String path, Node node) {

    /** The tags of text that no tag stands before. */
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    private static final Range HIDDEN = new Range.Secret("", "");
    private static final int SHOWN = 300;

    /** Whether it has fields of its own. */
    public boolean isFields() {
        return node instanceof MappingNode;
    }

    /**
     * Its fields by name, in their order.
     *
     * @throws Settings.Invalid where it has none, or one of them twice
     */
    public Map<String, PlanNode> fields() {
        if (!(node instanceof MappingNode mapping)) {
            throw refused("fields of its own");
        }
        Map<String, PlanNode> fields = new LinkedHashMap<>();
        for (NodeTuple field : mapping.getValue()) {
            String name =
                    field.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : shown(field.getKeyNode());
            PlanNode value = new PlanNode(file, path.isEmpty() ? name : path + "." + name, field.getValueNode());
            if (fields.put(name, value) != null) {
                throw value.refused("one value; the field is there already");
            }
        }
        return fields;
    }

    /** The same, and throws for a field that is not one of {@code known}. */
    public Map<String, PlanNode> fields(Collection<String> known) {
        Map<String, PlanNode> fields = fields();
        fields.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw value.refused("one of " + String.join(", ", new TreeSet<>(known)));
            }
        });
        return fields;
    }

    /** Its fields by name, which are all of {@code names}, and no others. */
    public Map<String, PlanNode> exactly(Collection<String> names) {
        Map<String, PlanNode> fields = isFields() ? fields() : Map.of();
        if (!fields.keySet().equals(Set.copyOf(names))) {
            throw refused("exactly the fields " + String.join(", ", names));
        }
        return fields;
    }

    /**
     * The values of a list; a single value is a list of one.
     *
     * @throws Settings.Invalid for an empty one
     */
    public List<PlanNode> entries() {
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        List<PlanNode> entries = new ArrayList<>();
        for (Node entry : sequence.getValue()) {
            entries.add(new PlanNode(file, String.format(Locale.ROOT, "%s[%d]", path, entries.size()), entry));
        }
        if (entries.isEmpty()) {
            throw refused("a list of one value or more");
        }
        return entries;
    }

    /** The texts of a list, each in {@code range} and there once. */
    public List<String> texts(Range range) {
        List<String> texts = new ArrayList<>();
        for (PlanNode entry : entries()) {
            String text = entry.text(range);
            if (texts.contains(text)) {
                throw entry.refused("another value; this one is there already");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Its text, as it is written, in {@code range}. */
    public String text(Range range) {
        if (!(node instanceof ScalarNode scalar) || !PLAIN.contains(node.getTag()) || !range.holds(scalar.getValue())) {
            throw refused(range.allowed());
        }
        return scalar.getValue();
    }

    /** The complaint that it is not what is {@code allowed}. */
    public Settings.Invalid refused(String allowed) {
        return new Settings(key -> shown(node), key -> place()).invalid(path, allowed);
    }

    /** The same for a value that no message may show. */
    public Settings.Invalid refusedUnseen(String allowed) {
        return new Settings(key -> shown(node), key -> place(), Map.of(path, HIDDEN)).invalid(path, allowed);
    }

    /** What complaints call it. */
    public String place() {
        return String.format(Locale.ROOT, "%s:%d: %s", file, PlanDocument.line(node), path);
    }

    private static String shown(Node node) {
        if (node instanceof ScalarNode scalar) {
            return (PLAIN.contains(node.getTag()) || node.getTag() == Tag.NULL ? "" : node.getTag() + " ")
                    + Printable.cut(scalar.getValue(), SHOWN);
        }
        return node instanceof SequenceNode ? "[…]" : "{…}";
    }
}
