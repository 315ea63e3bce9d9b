import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Makes so many completed Jobs without pods, each with an event of a kilobyte as its argument: {@code Jobs NAMESPACE COUNT}. */
public class Jobs {

    private static final String EVENT = "e".repeat(1_000);

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            List<Callable<Job>> jobs = IntStream.range(0, Integer.parseInt(args[1]))
                    .mapToObj(i -> (Callable<Job>) () -> complete(client, args[0], i))
                    .toList();
            for (Future<Job> job : threads.invokeAll(jobs)) {
                job.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** One that somebody else manages gets no pods; the API server wants of a complete one a start, an end and a count of its pods. */
    private static Job complete(KubernetesClient client, String namespace, int i) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Job job = new JobBuilder()
                .withNewMetadata()
                .withName("recorder-job-%05d".formatted(i))
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/name", "recorder-job")
                .endMetadata()
                .withNewSpec()
                .withManagedBy("argometer.io/bench")
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("recorder-job")
                .withImage("none.invalid/none")
                .withArgs(EVENT)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        client.batch().v1().jobs().inNamespace(namespace).resource(job).create();
        return client.batch().v1().jobs().inNamespace(namespace).withName(job.getMetadata().getName()).editStatus(
                made -> new JobBuilder(made)
                        .editOrNewStatus()
                        .withConditions(List.of())
                        .addNewCondition().withType("SuccessCriteriaMet").withStatus("True").withLastTransitionTime(now).endCondition()
                        .addNewCondition().withType("Complete").withStatus("True").withLastTransitionTime(now).endCondition()
                        .withStartTime(now)
                        .withCompletionTime(now)
                        .withSucceeded(1)
                        .endStatus()
                        .build());
    }
}
