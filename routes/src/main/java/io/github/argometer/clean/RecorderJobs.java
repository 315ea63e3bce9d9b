package io.github.argometer.clean;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.argometer.Settings;
import java.net.HttpURLConnection;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

/**
 * Which Jobs are the recorder's, and how they are listed: page by page, as the Kubernetes API's chunked lists give them
 * ({@code limit} and {@code continue}), so that any number takes the memory of one page.
 *
 * @param namespace where they are
 * @param selector labels that they have
 * @param page Jobs a request
 */
public record RecorderJobs(String namespace, String selector, long page) {

    /**
     * The settings {@code clean.namespace}, {@code clean.selector} and {@code clean.page}.
     *
     * @throws Settings.Invalid for one that would take in all namespaces, or Jobs of others
     */
    public static RecorderJobs of(Settings settings) {
        return new RecorderJobs(
                settings.checkedText("clean.namespace"),
                settings.checkedText("clean.selector"),
                settings.integer("clean.page"));
    }

    /** Each of them once, in the order of their names; the next page is asked for when one is used up. */
    public Iterator<Job> all(KubernetesClient client) {
        return new Pages(client);
    }

    /** Whether {@code condition} (Complete or Failed) holds for {@code job}. */
    public static boolean has(Job job, String condition) {
        return condition(job, condition).isPresent();
    }

    /** The condition of that type, if it holds for {@code job}. */
    public static Optional<JobCondition> condition(Job job, String type) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(found -> found.getType().equals(type) && "True".equals(found.getStatus()))
                        .findFirst();
    }

    /** Whether {@code job} has been asked to go, and stays until no finalizer holds it. */
    public static boolean isBeingDeleted(Job job) {
        return job.getMetadata().getDeletionTimestamp() != null;
    }

    /**
     * Where the list has become too old to be continued (410) it is begun again, and what was given is passed over: lists are
     * in the order of names. If that comes to nothing new, the rest is taken in one answer, which cannot become too old.
     */
    private final class Pages implements Iterator<Job> {
        private final KubernetesClient client;
        private final Queue<Job> jobs = new ArrayDeque<>();
        private boolean more = true;
        private boolean progress = true;
        private Long limit = page;
        private String token;
        private String last = "";

        private Pages(KubernetesClient client) {
            this.client = client;
        }

        @Override
        public boolean hasNext() {
            while (jobs.isEmpty() && more) {
                fetch();
            }
            return !jobs.isEmpty();
        }

        @Override
        public Job next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Job job = jobs.remove();
            last = job.getMetadata().getName();
            return job;
        }

        private void fetch() {
            JobList list;
            try {
                list = client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withLabelSelector(selector)
                        .list(new ListOptionsBuilder()
                                .withLimit(limit)
                                .withContinue(token)
                                .build());
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_GONE || token == null) {
                    throw e;
                }
                token = null;
                limit = progress ? page : null;
                progress = false;
                return;
            }
            for (Job job : list.getItems()) {
                if (job.getMetadata().getName().compareTo(last) > 0) {
                    jobs.add(job);
                    progress = true;
                }
            }
            token = list.getMetadata().getContinue();
            more = token != null && !token.isEmpty();
        }
    }
}
