package io.github.argometer.clean;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds completed Jobs page by page, as the Kubernetes API's chunked lists give them ({@code limit} and {@code continue}),
 * so that any number takes the memory of one page. Failed Jobs are left for whoever looks into them.
 */
public final class FinishedJobs {

    private final KubernetesClient client;
    private final String namespace;
    private final String selector;
    private final long page;
    private final AtomicLong deleted = new AtomicLong();
    private volatile boolean stopped;

    /** Jobs in {@code namespace} with labels as {@code selector} says, {@code page} a request. */
    public FinishedJobs(KubernetesClient client, String namespace, String selector, long page) {
        this.client = client;
        this.namespace = namespace;
        this.selector = selector;
        this.page = page;
    }

    /** Names of the Jobs that are complete now, the next page being asked for when one is used up. */
    public Iterator<String> completed() {
        return new Pages();
    }

    /** Ends every pass before its next Job. */
    public void stop() {
        stopped = true;
    }

    /** Whether {@link #stop()} was called. */
    public boolean stopped() {
        return stopped;
    }

    /** Counts one Job as gone. */
    public void countDeleted() {
        deleted.incrementAndGet();
    }

    /** Completed Jobs seen off since the start, those included that were gone when their turn came. */
    public long deleted() {
        return deleted.get();
    }

    private JobList list(String token) {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabelSelector(selector)
                .list(new ListOptionsBuilder()
                        .withLimit(page)
                        .withContinue(token)
                        .build());
    }

    private static boolean isComplete(Job job) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Complete") && "True".equals(condition.getStatus()));
    }

    private final class Pages implements Iterator<String> {
        private final Queue<String> names = new ArrayDeque<>();
        private boolean more = true;
        private String token;

        @Override
        public boolean hasNext() {
            while (!stopped && names.isEmpty() && more) {
                fetch();
            }
            return !stopped && !names.isEmpty();
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return names.remove();
        }

        private void fetch() {
            try {
                JobList jobs = list(token);
                jobs.getItems().stream()
                        .filter(FinishedJobs::isComplete)
                        .forEach(job -> names.add(job.getMetadata().getName()));
                token = jobs.getMetadata().getContinue();
                more = token != null && !token.isEmpty();
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE) {
                    throw e;
                }
                more = false; // the list is too old to be continued: the next pass starts afresh
            }
        }
    }
}
