package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A YAML file as trees, a tree a document; anchors and merge keys are resolved, a key that stands twice is refused. */
final class YamlFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private YamlFile() {}

    /**
     * The documents of {@code file}; empty ones are none.
     *
     * @throws BadInputException where it cannot be read, or is not YAML
     */
    static List<ObjectNode> read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<ObjectNode> documents = new ArrayList<>();
        try {
            String text = Files.readString(file);
            for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
                if (document instanceof Map) {
                    documents.add(JSON.valueToTree(document));
                } else if (document != null) {
                    throw new BadInputException("%s: a document is no map".formatted(file));
                }
            }
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        } catch (YAMLException e) {
            throw new BadInputException("%s: not YAML: %s".formatted(file, firstLine(e)), e);
        }
        return documents;
    }

    private static String firstLine(YAMLException e) {
        return e.getMessage()
                .lines()
                .reduce((one, other) -> one + " " + other.trim())
                .orElse("");
    }
}
