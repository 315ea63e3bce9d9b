package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The shipped manifests as one overlay, or several, have them: its bases' objects with its patches over them, and what it generates. */
public final class Manifests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Resource.Id, Resource> resources = new LinkedHashMap<>();
    private final Map<Resource.Id, Map<String, Path>> configFiles = new HashMap<>();

    /** A Secret that stands in the manifests, in clear or in base64. */
    @Field.Unread(value = "nothing changes it while it runs", fields = "immutable")
    record Secret(
            @Field.Only("v1") String apiVersion,
            @Field.Only("Secret") String kind,

            @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,

            @Field.Only("Opaque") String type,

            Map<String, String> data,
            Map<String, String> stringData) {}

    private Manifests() {}

    /**
     * Reads the overlays in {@code folders}, as if one were applied after the other.
     *
     * @throws BadInputException for a file that is missing, or has what is not supported, by file and field
     */
    public static Manifests read(Path... folders) {
        Manifests manifests = new Manifests();
        for (Path folder : folders) {
            manifests.add(folder.normalize());
        }
        return manifests;
    }

    /** All objects, bases first, in their files' order. */
    public List<Resource> resources() {
        return List.copyOf(resources.values());
    }

    /** The object of this kind, namespace and name. */
    public Optional<Resource> find(String kind, String namespace, String name) {
        return Optional.ofNullable(resources.get(new Resource.Id(kind, namespace, name)));
    }

    /** All Services of {@code namespace}. */
    public List<Service> services(String namespace) {
        return resources.values().stream()
                .filter(resource -> resource.kind().equals("Service")
                        && resource.namespace().equals(namespace))
                .map(resource -> resource.as(Service.class))
                .toList();
    }

    /**
     * A value of a Secret in {@code namespace}.
     *
     * @throws BadInputException where the overlay makes none
     */
    public String secret(String namespace, SecretKey key) {
        String value = find("Secret", namespace, key.name())
                .map(Manifests::values)
                .map(values -> values.get(key.key()))
                .orElse(null);
        if (value == null) {
            throw new BadInputException(
                    "Secret %s in namespace %s: no key %s in the overlay".formatted(key.name(), namespace, key.key()));
        }
        return value;
    }

    /** A key for a local service, which takes any: none in the manifest is such a one. */
    public String key(String namespace, SecretKey key) {
        return key == null ? "any" : secret(namespace, key);
    }

    /** The files that the overlay puts into a ConfigMap of {@code namespace}, by their names there; none where it makes no such. */
    public Map<String, Path> configFiles(String namespace, String name) {
        return configFiles.getOrDefault(configMap(namespace, name), Map.of());
    }

    /** A Secret's values by key; those in clear win, as in Kubernetes. */
    static Map<String, String> values(Resource resource) {
        Secret secret = resource.as(Secret.class);
        Map<String, String> values = new HashMap<>();
        secret.data()
                .forEach((key, value) -> values.put(
                        key,
                        resource.read(
                                "data." + key,
                                () -> new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8))));
        values.putAll(secret.stringData());
        return values;
    }

    /** The one document of a YAML file on the class path. */
    static Resource resource(String name) {
        try (InputStream in = Manifests.class.getResourceAsStream("/" + name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return documents(name, text).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path folder) {
        Path file = folder.resolve("kustomization.yaml");
        List<Resource> documents = documents(file);
        if (documents.size() != 1) {
            throw new BadInputException("%s: must be one document, and has %d".formatted(file, documents.size()));
        }
        Resource document = documents.get(0);
        Kustomization kustomization = document.as(Kustomization.class);
        for (String resource : kustomization.resources()) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                add(path);
            } else {
                documents(path).forEach(this::add);
            }
        }
        for (Kustomization.PatchFile patch : kustomization.patches()) {
            documents(folder.resolve(patch.path()).normalize()).forEach(this::apply);
        }
        for (int i = 0; i < kustomization.configMapGenerator().size(); i++) {
            addFiles(
                    document,
                    "configMapGenerator." + i,
                    kustomization.configMapGenerator().get(i),
                    folder);
        }
        for (int i = 0; i < kustomization.secretGenerator().size(); i++) {
            Kustomization.Generator secret = kustomization.secretGenerator().get(i);
            if (!kustomization.keepsName(secret)) {
                throw document.refused(
                        "secretGenerator.%d.options.disableNameSuffixHash".formatted(i),
                        "must be true: a hash suffix would not reach the references inside an EventSource or Sensor");
            }
            ObjectNode tree = JSON.createObjectNode().put("kind", "Secret");
            tree.putObject("metadata").put("name", secret.name()).put("namespace", secret.namespace());
            tree.set("stringData", JSON.valueToTree(values(folder, secret)));
            add(new Resource(document.origin(), tree));
        }
    }

    private void add(Resource resource) {
        for (String field : new String[] {"/kind", "/metadata/name"}) {
            if (!resource.tree().at(field).isTextual()) {
                throw resource.refused(field.substring(1).replace('/', '.'), "must be given, as text");
            }
        }
        Resource before = resources.putIfAbsent(resource.id(), resource);
        if (before != null) {
            throw resource.refused(
                    "metadata.name",
                    "%s %s in namespace %s is there already, in %s"
                            .formatted(resource.kind(), resource.name(), resource.namespace(), before.origin()));
        }
    }

    private void addFiles(Resource document, String field, Kustomization.Generator generator, Path folder) {
        if (!generator.literals().isEmpty() || !generator.envs().isEmpty()) {
            throw document.refused(field, "the local stand-in reads only files");
        }
        Map<String, Path> files = files(folder, generator);
        files.values().stream()
                .filter(path -> !Files.isRegularFile(path))
                .findFirst()
                .ifPresent(path -> {
                    throw document.refused(field + ".files", path + ": there is no such file");
                });
        Resource.Id id = configMap(generator.namespace(), generator.name());
        if (configFiles.putIfAbsent(id, files) != null) {
            throw document.refused(
                    field, "ConfigMap %s in namespace %s is there already".formatted(generator.name(), id.namespace()));
        }
    }

    private void apply(Resource patch) {
        Resource target = resources.get(patch.id());
        if (target == null
                || !target.tree().path("apiVersion").equals(patch.tree().path("apiVersion"))) {
            throw new BadInputException(
                    "%s: %s %s: no such object to patch".formatted(patch.origin(), patch.kind(), patch.name()));
        }
        merge(target.tree(), patch.tree(), patch, "");
    }

    /**
     * Lays a strategic-merge patch over {@code target}, as far as maps go: maps are merged, values replaced. Two lists have
     * no merge that is the same for all fields, so they are refused.
     */
    private static void merge(ObjectNode target, JsonNode tree, Resource patch, String path) {
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            JsonNode before = target.get(entry.getKey());
            JsonNode value = entry.getValue();
            if (value.isNull() || entry.getKey().startsWith("$") || (before != null && before.isArray())) {
                throw patch.refused(
                        path + entry.getKey(),
                        "the local stand-in merges only maps and values, no lists, deletions or directives");
            }
            if (value.isObject() && before instanceof ObjectNode object) {
                merge(object, value, patch, path + entry.getKey() + ".");
            } else {
                target.set(entry.getKey(), value);
            }
        }
    }

    private static Resource.Id configMap(String namespace, String name) {
        return new Resource.Id("ConfigMap", Objects.requireNonNullElse(namespace, "default"), name);
    }

    /** A generator's files by name, which for each is its own, or said with {@code name=path}. */
    private static Map<String, Path> files(Path folder, Kustomization.Generator generator) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String entry : generator.files()) {
            int equals = entry.indexOf('=');
            Path path = folder.resolve(entry.substring(equals + 1)).normalize();
            files.put(
                    equals > 0 ? entry.substring(0, equals) : path.getFileName().toString(), path);
        }
        return files;
    }

    private static Map<String, String> values(Path folder, Kustomization.Generator secret) {
        List<String> lines = new ArrayList<>(secret.literals());
        secret.envs()
                .forEach(env -> lines.addAll(text(folder.resolve(env)).lines().toList()));
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        files(folder, secret).forEach((name, path) -> values.put(name, text(path)));
        return values;
    }

    private static List<Resource> documents(Path file) {
        return documents(file.toString(), text(file));
    }

    /** A tree a document; empty ones are none, anchors and merge keys are resolved, a key that stands twice is refused. */
    private static List<Resource> documents(String origin, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Resource> documents = new ArrayList<>();
        try {
            for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
                if (document instanceof Map) {
                    documents.add(new Resource(origin, JSON.<ObjectNode>valueToTree(document)));
                } else if (document != null) {
                    throw new BadInputException("%s: a document is no map".formatted(origin));
                }
            }
        } catch (YAMLException e) {
            String line =
                    String.join(" ", e.getMessage().lines().map(String::strip).toList());
            throw new BadInputException("%s: not YAML: %s".formatted(origin, line), e);
        }
        return documents;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }
}
