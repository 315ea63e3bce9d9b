package io.github.argometer.standin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.argo.Field;
import java.util.List;

/** A kustomization.yaml, as far as the manifests use it. */
record Kustomization(
        @Field.Only("kustomize.config.k8s.io/v1beta1") String apiVersion,
        @Field.Only("Kustomization") String kind,
        List<String> resources,
        List<PatchFile> patches,
        List<Generator> configMapGenerator,
        List<Generator> secretGenerator,
        Options generatorOptions,
        @Field.Unread("they go to selectors and pods alike") JsonNode labels) {

    Kustomization {
        resources = list(resources);
        patches = list(patches);
        configMapGenerator = list(configMapGenerator);
        secretGenerator = list(secretGenerator);
        generatorOptions = generatorOptions == null ? Options.NONE : generatorOptions;
    }

    /** A patch in a file of its own. */
    record PatchFile(@Field.Needed String path) {}

    /** Makes a ConfigMap or a Secret. */
    record Generator(
            @Field.Needed String name,
            String namespace,
            List<String> files,
            List<String> literals,
            List<String> envs,
            Options options) {

        Generator {
            files = list(files);
            literals = list(literals);
            envs = list(envs);
            options = options == null ? Options.NONE : options;
        }
    }

    /** How generated objects are named. */
    record Options(
            Boolean disableNameSuffixHash,

            @Field.Unread("nothing changes them while it runs")
            Boolean immutable,

            @Field.Unread(Field.Unread.LABEL) JsonNode labels) {

        private static final Options NONE = new Options(null, null, null);
    }

    private static <T> List<T> list(List<T> values) {
        return values == null ? List.of() : values;
    }
}
