/** The Kubernetes API: its pods, Jobs, Services and Secrets, and the way to them. */
package io.github.argometer.loadtest.cluster.kubernetes;
