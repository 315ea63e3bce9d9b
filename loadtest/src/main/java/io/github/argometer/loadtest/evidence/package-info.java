/** What the system under test knows of a run: queues, counters of Argo Events, failed Jobs. Kept in {@code cluster.json}. */
package io.github.argometer.loadtest.evidence;
