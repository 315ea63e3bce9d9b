package io.github.argometer.loadtest.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.WholeFile;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a user's folder holds.
 *
 * @param sources EventSources, by file and place in it, each a tree of its own
 * @param sensors Sensors, likewise
 * @param leftOut what else there is, a line each
 */
record Input(List<Resource> sources, List<Resource> sensors, List<String> leftOut) {

    private static final String API = "argoproj.io/v1alpha1";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /**
     * All documents of the files {@code *.yaml}, {@code *.yml} and {@code *.json} in {@code folder} and below it.
     *
     * @throws BadInputException for a file that cannot be read, a name that stands twice, or nothing to wire
     */
    static Input read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": no such folder");
        }
        Input input = new Input(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, String> names = new HashMap<>();
        for (Path file : files(folder)) {
            String origin = folder.relativize(file).toString();
            for (ObjectNode document : YamlText.read(origin, text(file))) {
                input.add(origin, document, names);
            }
        }
        if (input.sources.isEmpty() || input.sensors.isEmpty()) {
            throw new BadInputException("%s: %d EventSources and %d Sensors (%s): at least one of each is needed"
                    .formatted(folder, input.sources.size(), input.sensors.size(), API));
        }
        return input;
    }

    private void add(String file, ObjectNode document, Map<String, String> names) {
        if (document.has("kind") && !document.path("kind").isTextual()) { // a template, say
            throw new BadInputException("%s: kind: must be text".formatted(file));
        }
        String kind = document.path("kind").asText();
        if (kind.endsWith("List") && document.path("items").isArray()) { // kubectl get -o yaml
            for (JsonNode item : document.path("items")) {
                if (!(item instanceof ObjectNode object)) {
                    throw new BadInputException("%s: items: must be maps".formatted(file));
                }
                add(file, object, names);
            }
            return;
        }
        String name = document.at("/metadata/name").asText();
        if (!kind.equals("EventSource") && !kind.equals("Sensor")) {
            leftOut.add(
                    kind.isEmpty()
                            ? "%s: a document without kind".formatted(file)
                            : "%s: %s %s".formatted(file, kind, name));
            return;
        }
        Resource resource = new Resource("%s: %s %s".formatted(file, kind, name), document);
        if (!document.path("apiVersion").asText().equals(API)) {
            throw resource.refused(
                    "apiVersion",
                    "\"%s\": must be %s".formatted(document.path("apiVersion").asText(), API));
        }
        if (!NAME.matcher(name).matches()) {
            throw resource.refused(
                    "metadata.name",
                    "\"%s\": must be 1 to 63 lower-case letters, digits and dashes, no dash first or last"
                            .formatted(name));
        }
        String before = names.putIfAbsent(kind + " " + name, file);
        if (before != null) {
            throw resource.refused("metadata.name", "there is such a one already, in %s".formatted(before));
        }
        (kind.equals("Sensor") ? sensors : sources).add(resource);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(folder, WholeFile.reason(e)), e);
        } catch (UncheckedIOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(folder, WholeFile.reason(e.getCause())), e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadInputException("%s: cannot be read: not UTF-8".formatted(file), e);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, WholeFile.reason(e)), e);
        }
    }
}
