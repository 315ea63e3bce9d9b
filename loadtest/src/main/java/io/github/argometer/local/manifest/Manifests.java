package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shipped manifests as one overlay has them: its bases' objects with its patches over them, and what it generates. */
public final class Manifests {

    private final List<Resource> resources = new ArrayList<>();
    private final Map<String, Map<String, String>> secrets = new HashMap<>();
    private final Map<String, Path> configFiles = new LinkedHashMap<>();

    private Manifests() {}

    /**
     * Reads the overlay in {@code folder}.
     *
     * @throws BadInputException for a file that is missing, or has what is not supported, by file and field
     */
    public static Manifests read(Path folder) {
        Manifests manifests = new Manifests();
        manifests.add(folder.normalize());
        return manifests;
    }

    /** All objects, bases first, in their files' order. */
    public List<Resource> resources() {
        return List.copyOf(resources);
    }

    /**
     * A value of a Secret.
     *
     * @throws BadInputException where the overlay makes none
     */
    public String secret(SecretKey key) {
        String value = secrets.getOrDefault(key.name(), Map.of()).get(key.key());
        if (value == null) {
            throw new BadInputException("Secret %s: no key %s in the overlay".formatted(key.name(), key.key()));
        }
        return value;
    }

    /** A file that a ConfigMap carries, by its file name. */
    public Path configFile(String name) {
        Path file = configFiles.get(name);
        if (file == null) {
            throw new BadInputException("no configMapGenerator has a file %s".formatted(name));
        }
        return file;
    }

    private void add(Path folder) {
        Path file = folder.resolve("kustomization.yaml");
        Kustomization kustomization = Strict.read(file, YamlFile.read(file).get(0), Kustomization.class);
        for (String resource : kustomization.resources()) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                add(path);
            } else {
                YamlFile.read(path).forEach(tree -> resources.add(new Resource(path, (ObjectNode) tree)));
            }
        }
        for (Kustomization.PatchFile patch : kustomization.patches()) {
            Path path = folder.resolve(patch.path()).normalize();
            YamlFile.read(path).forEach(tree -> apply(new Patch(path, tree)));
        }
        kustomization.configMapGenerator().forEach(map -> map.files()
                .forEach(name -> configFiles.put(
                        Path.of(name).getFileName().toString(),
                        folder.resolve(name).normalize())));
        kustomization.secretGenerator().forEach(secret -> secrets.put(secret.name(), values(folder, secret)));
    }

    private void apply(Patch patch) {
        JsonNode tree = patch.tree();
        List<Resource> targets =
                resources.stream().filter(resource -> resource.matches(tree)).toList();
        if (targets.isEmpty()) {
            throw new BadInputException("%s: %s %s: no such object to patch"
                    .formatted(
                            patch.file(),
                            tree.path("kind").asText(),
                            tree.path("metadata").path("name").asText()));
        }
        targets.forEach(patch::over);
    }

    private static Map<String, String> values(Path folder, Kustomization.Generator secret) {
        List<String> lines = new ArrayList<>(secret.literals());
        for (String env : secret.envs()) {
            Path file = folder.resolve(env);
            try {
                lines.addAll(Files.readAllLines(file));
            } catch (IOException e) {
                throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
            }
        }
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return values;
    }
}
