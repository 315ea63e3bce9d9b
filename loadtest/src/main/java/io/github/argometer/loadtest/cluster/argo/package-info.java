/** Argo Events in the cluster: the way of an event from source to trigger, and what the pods on it count. */
package io.github.argometer.loadtest.cluster.argo;
