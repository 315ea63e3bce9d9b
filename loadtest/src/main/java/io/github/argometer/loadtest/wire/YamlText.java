package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML as Kubernetes reads it, which JSON is too, and YAML that reads alike by every version of the language. */
final class YamlText {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Text that no version of YAML takes for anything else. */
    private static final Pattern PLAIN = Pattern.compile(
            "[0-9]+(?:ms|[smhd]|[KMG]i)|[A-Za-z/](?:[\\w./@+=%&*()<>!?$;~^-]|:(?=[^\\s:,\\[\\]{}])| (?=[^#\\s]))*");

    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private YamlText() {}

    /**
     * A tree a document of {@code text}; empty ones are none, anchors and merge keys are resolved.
     *
     * @param origin what the complaint begins with
     * @throws BadInputException for text that is not YAML, a key that stands twice, and a document that is no map
     */
    static List<ObjectNode> read(String origin, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions none = new DumperOptions();
        Yaml yaml =
                new Yaml(new SafeConstructor(options), new Representer(none), none, options, new KubernetesResolver());
        List<ObjectNode> documents = new ArrayList<>();
        try {
            for (Object document : yaml.loadAll(text)) {
                refuseCircles(document, Collections.newSetFromMap(new IdentityHashMap<>()));
                if (document instanceof Map) {
                    documents.add(JSON.valueToTree(document));
                } else if (document != null) {
                    throw new BadInputException("%s: a document is no map".formatted(origin));
                }
            }
        } catch (YAMLException e) {
            String line = String.join(
                    " ",
                    String.valueOf(e.getMessage()).lines().map(String::strip).toList());
            throw new BadInputException("%s: not YAML: %s".formatted(origin, line), e);
        }
        return documents;
    }

    /** An anchor may stand for what it is in. */
    private static void refuseCircles(Object value, Set<Object> around) {
        Collection<?> parts =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        if (!parts.isEmpty()) {
            if (!around.add(value)) {
                throw new YAMLException("an alias stands inside of what it stands for");
            }
            parts.forEach(part -> refuseCircles(part, around));
            around.remove(value);
        }
    }

    /** {@code tree} with a line a value. */
    static String write(JsonNode tree) {
        return write(tree, FlowStyle.BLOCK);
    }

    /** {@code tree}, in which maps and lists of values only take a line each. */
    static String writeShort(JsonNode tree) {
        return write(tree, FlowStyle.AUTO);
    }

    private static String write(JsonNode tree, FlowStyle style) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(style);
        options.setIndentWithIndicator(true);
        options.setIndicatorIndent(2);
        options.setWidth(Integer.MAX_VALUE);
        options.setSplitLines(false);
        return new Yaml(new CarefulRepresenter(options), options).dump(JSON.convertValue(tree, Object.class));
    }

    /** Dates, times and numbers to the base 60 are text to Kubernetes. */
    private static final class KubernetesResolver extends Resolver {

        private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*|0[0-7]+|0x[0-9a-fA-F]+)");
        private static final Pattern FLOAT =
                Pattern.compile("[-+]?(?:[0-9]+\\.[0-9]*|\\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }

    private static final class CarefulRepresenter extends Representer {

        private CarefulRepresenter(DumperOptions options) {
            super(options);
            // Else text that cannot be printed would become binary.
            representers.put(String.class, text -> representScalar(Tag.STR, (String) text, null));
        }

        @Override
        protected Node representScalar(Tag tag, String value, ScalarStyle style) {
            return super.representScalar(tag, value, tag.equals(Tag.STR) ? style(value) : style);
        }

        private static ScalarStyle style(String value) {
            if (value.indexOf('\n') >= 0) {
                return ScalarStyle.LITERAL;
            }
            boolean plain = PLAIN.matcher(value).matches() && !WORDS.contains(value.toLowerCase(Locale.ROOT));
            return plain ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED;
        }
    }
}
