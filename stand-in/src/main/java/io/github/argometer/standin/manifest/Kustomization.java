package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.Field;
import java.util.List;

/** A kustomization.yaml, as far as the manifests use it. */
@Field.Unread(value = Field.Unread.IMAGES, fields = "images")
@Field.Unread(value = "they go to selectors and pods alike", fields = "labels")
record Kustomization(
        @Field.Only("kustomize.config.k8s.io/v1beta1") String apiVersion,
        @Field.Only("Kustomization") String kind,
        List<String> resources,
        List<PatchFile> patches,
        List<Generator> configMapGenerator,
        List<Generator> secretGenerator,
        Options generatorOptions) {

    /** A patch in a file of its own. */
    record PatchFile(@Field.Needed String path) {}

    /** Makes a ConfigMap or a Secret. */
    record Generator(
            @Field.Needed String name,
            String namespace,
            List<String> files,
            List<String> literals,
            List<String> envs,
            Options options) {}

    /** How generated objects are named. */
    @Field.Unread(value = "nothing changes them while it runs", fields = "immutable")
    @Field.Unread(value = Field.Unread.LABEL, fields = "labels")
    record Options(Boolean disableNameSuffixHash) {}

    /** Whether {@code generator}'s object keeps its name. */
    boolean keepsName(Generator generator) {
        Options own = generator.options();
        Options used = own == null || own.disableNameSuffixHash() == null ? generatorOptions : own;
        return used != null && Boolean.TRUE.equals(used.disableNameSuffixHash());
    }
}
