package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A kustomization.yaml, as far as the manifests use it.
 *
 * @param labels are for selecting in a cluster: nothing is selected here
 */
record Kustomization(
        String apiVersion,
        String kind,
        List<String> resources,
        List<PatchFile> patches,
        List<Generator> configMapGenerator,
        List<Generator> secretGenerator,
        Options generatorOptions,
        JsonNode labels) {

    Kustomization {
        resources = list(resources);
        patches = list(patches);
        configMapGenerator = list(configMapGenerator);
        secretGenerator = list(secretGenerator);
    }

    /** A patch in a file of its own. */
    record PatchFile(String path) {}

    /** Makes a ConfigMap or a Secret. */
    record Generator(
            String name,
            String namespace,
            List<String> files,
            List<String> literals,
            List<String> envs,
            Options options) {

        Generator {
            files = list(files);
            literals = list(literals);
            envs = list(envs);
        }
    }

    /** How generated objects are named: of no matter here. */
    record Options(Boolean disableNameSuffixHash, Boolean immutable, Map<String, String> labels) {}

    private static <T> List<T> list(List<T> values) {
        return values == null ? List.of() : List.copyOf(values);
    }
}
