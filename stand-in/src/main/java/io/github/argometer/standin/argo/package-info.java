/**
 * The local stand-in for Argo Events: does in one process, in the same order, what the shipped manifests ask Argo Events
 * to do. It shows that the parts fit; its delays say nothing about Argo Events. What it does is Argo Events 1.9's code,
 * read and said again; the package has no way into a cluster.
 */
package io.github.argometer.standin.argo;
