package io.github.argometer.loadtest.cluster;

/** Advice that more than one check gives. */
final class Mend {

    /** For an object that our manifests bring. */
    static final String APPLY = "kubectl apply -k argo-manifests/localstack (for AWS: kubectl apply -k argo-manifests)";

    private Mend() {}
}
