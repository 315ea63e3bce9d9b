package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.argo.Resource;
import io.github.argometer.loadtest.argo.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped manifests as one overlay has them: its bases' objects with its patches over them, and what it generates. */
public final class Manifests {

    private static final Pattern FILE = Pattern.compile("(?:([^=]+)=)?(.+)");

    private final Map<Resource.Id, Resource> resources = new LinkedHashMap<>();
    private final Map<Resource.Id, Map<String, String>> secrets = new HashMap<>();
    private final Map<Resource.Id, Map<String, Path>> configFiles = new HashMap<>();

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
        String value =
                secrets.getOrDefault(secretId(namespace, key.name()), Map.of()).get(key.key());
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
        return configFiles.getOrDefault(new Resource.Id("ConfigMap", namespace, name), Map.of());
    }

    private void add(Path folder) {
        Path file = folder.resolve("kustomization.yaml");
        List<ObjectNode> documents = YamlFile.read(file);
        if (documents.size() != 1) {
            throw new BadInputException("%s: must be one document, and has %d".formatted(file, documents.size()));
        }
        Kustomization kustomization = new Resource(file.toString(), documents.get(0)).as(Kustomization.class);
        for (String resource : kustomization.resources()) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                add(path);
            } else {
                YamlFile.read(path).forEach(tree -> add(new Resource(path.toString(), tree)));
            }
        }
        for (Kustomization.PatchFile patch : kustomization.patches()) {
            Path path = folder.resolve(patch.path()).normalize();
            YamlFile.read(path).forEach(tree -> apply(new Patch(path, tree)));
        }
        for (int i = 0; i < kustomization.configMapGenerator().size(); i++) {
            add(
                    file,
                    "configMapGenerator." + i,
                    kustomization.configMapGenerator().get(i));
        }
        for (int i = 0; i < kustomization.secretGenerator().size(); i++) {
            Kustomization.Generator secret = kustomization.secretGenerator().get(i);
            if (!Boolean.TRUE.equals(Optional.ofNullable(secret.options().disableNameSuffixHash())
                    .orElse(kustomization.generatorOptions().disableNameSuffixHash()))) {
                throw new BadInputException(
                        "%s: secretGenerator.%d.options.disableNameSuffixHash: must be true: a hash suffix would not reach the references inside an EventSource or Sensor"
                                .formatted(file, i));
            }
            add(secretId(secret.namespace(), secret.name()), values(folder, secret), file.toString());
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
        if (resource.kind().equals("Secret")) {
            SecretManifest secret = resource.as(SecretManifest.class);
            add(resource.id(), secret.values(resource), resource.origin());
        }
    }

    private void add(Path file, String field, Kustomization.Generator generator) {
        if (!generator.literals().isEmpty() || !generator.envs().isEmpty()) {
            throw new BadInputException("%s: %s: the local stand-in reads only files".formatted(file, field));
        }
        Map<String, Path> files = new LinkedHashMap<>();
        generator.files().forEach(entry -> named(file.getParent(), entry, files::put));
        files.values().stream().filter(Files::notExists).findFirst().ifPresent(path -> {
            throw new BadInputException("%s: %s.files: %s: there is no such file".formatted(file, field, path));
        });
        String namespace = generator.namespace() == null ? "default" : generator.namespace();
        if (configFiles.putIfAbsent(new Resource.Id("ConfigMap", namespace, generator.name()), files) != null) {
            throw new BadInputException("%s: %s: ConfigMap %s in namespace %s is there already"
                    .formatted(file, field, generator.name(), namespace));
        }
    }

    private void add(Resource.Id secret, Map<String, String> values, String file) {
        if (secrets.putIfAbsent(secret, values) != null) {
            throw new BadInputException("%s: Secret %s in namespace %s is there already"
                    .formatted(file, secret.name(), secret.namespace()));
        }
    }

    private static Resource.Id secretId(String namespace, String name) {
        return new Resource.Id("Secret", namespace == null ? "default" : namespace, name);
    }

    private void apply(Patch patch) {
        Resource.Id id = new Resource(patch.file().toString(), patch.tree()).id();
        Resource target = resources.get(id);
        if (target == null
                || !target.tree().path("apiVersion").equals(patch.tree().path("apiVersion"))) {
            throw new BadInputException(
                    "%s: %s %s: no such object to patch".formatted(patch.file(), id.kind(), id.name()));
        }
        patch.over(target);
    }

    /** A generator's file is named by itself, or {@code name=path}. */
    private static void named(Path folder, String entry, BiConsumer<String, Path> taker) {
        Matcher parts = FILE.matcher(entry);
        if (!parts.matches()) {
            throw new BadInputException("%s: files: \"%s\" names no file".formatted(folder, entry));
        }
        Path path = folder.resolve(parts.group(2)).normalize();
        taker.accept(parts.group(1) == null ? path.getFileName().toString() : parts.group(1), path);
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
        secret.files().forEach(entry -> named(folder, entry, (name, path) -> values.put(name, text(path))));
        return values;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }
}
