package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.loadtest.NotReadyException;
import io.github.argometer.loadtest.NotReadyException.Missing;
import io.github.argometer.loadtest.cluster.kubernetes.Pods;
import io.github.argometer.plan.SendPlan;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexed Job of one run's workers, whose pods are as the PodTemplate of {@code argo-manifests/loadtest} says, with the run's
 * plan and settings in a Secret that goes with it.
 *
 * @param workers how many
 */
record WorkerJob(String namespace, String name, int workers) {

    /** Where the container finds the plan. */
    private static final String PLAN = "/plan/plan.json";

    private static final String LABEL_KEY = "job-name";
    /** The longest that a label's value, and a pod's host name, may be. */
    private static final int LABEL = 63;

    private static final int HASH = 8;
    private static final Duration GONE = Duration.ofSeconds(45);
    /** How often containers of its pods are started again, all together. */
    private static final int RESTARTS = 10;
    /** How long it is there after its end, should nobody delete it. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final long PAUSE_MS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(WorkerJob.class);

    /**
     * Creates it.
     *
     * @param template name of the PodTemplate
     * @param planJson the plan in full
     * @param settings with which the workers reach queue and topic, by environment variable
     * @throws NotReadyException where there is no template
     * @throws BadInputException where a Job of that run is there already
     */
    static WorkerJob create(
            KubernetesClient client,
            String namespace,
            String template,
            SendPlan plan,
            String planJson,
            Map<String, String> settings)
            throws InterruptedException {
        PodTemplate shipped = client.v1()
                .podTemplates()
                .inNamespace(namespace)
                .withName(template)
                .get();
        if (shipped == null) {
            throw new NotReadyException(
                    "there is no PodTemplate %s in namespace %s".formatted(template, namespace),
                    "apply argo-manifests/loadtest: kubectl apply -k target/deploy/loadtest");
        }
        WorkerJob job = new WorkerJob(namespace, name(template, plan.runId(), plan.workers()), plan.workers());
        Map<String, String> data = new HashMap<>(settings);
        data.put("RUN_ID", plan.runId());
        data.put("SEND_PLAN", PLAN);
        data.put("SEND_WORKERS", String.valueOf(plan.workers()));
        data.put("plan.json", planJson);
        Job created = job.create(client, shipped);
        try {
            Secret secret = new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(job.name)
                    .addNewOwnerReference()
                    .withApiVersion("batch/v1")
                    .withKind("Job")
                    .withName(job.name)
                    .withUid(created.getMetadata().getUid())
                    .endOwnerReference()
                    .endMetadata()
                    .withStringData(data)
                    .build();
            client.resource(secret).create();
        } catch (RuntimeException e) {
            job.delete(client);
            throw e;
        }
        return job;
    }

    /**
     * A name that Kubernetes takes for any run: its pods' names and their label are the Job's name and an index, in 63 of a-z 0-9 -.
     * One that had to be changed ends with a hash, so that no two runs have the same.
     */
    static String name(String template, String runId, int workers) {
        String wanted = template + "-" + runId;
        int most = LABEL - ("-" + (workers - 1)).length();
        String name =
                wanted.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        if (name.equals(wanted) && name.length() <= most) {
            return name;
        }
        String hash = UUID.nameUUIDFromBytes(wanted.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, HASH);
        String head =
                name.substring(0, Math.min(name.length(), most - HASH - 1)).replaceAll("-$", "");
        return head + "-" + hash;
    }

    /**
     * Deletes it, and its pods before it.
     *
     * @return whether it is gone; it is asked for as long as a pod may take to end
     */
    boolean delete(KubernetesClient client) throws InterruptedException {
        var there = jobs(client, namespace).withName(name);
        for (long start = System.nanoTime(); System.nanoTime() - start < GONE.toNanos(); Thread.sleep(PAUSE_MS)) {
            try {
                there.withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
                if (there.get() == null) {
                    return true;
                }
            } catch (KubernetesClientException e) {
                LOG.info("Trying again soon: {}", e.getMessage());
            }
        }
        return false;
    }

    /** Its pods that are to stay. */
    List<Pod> pods(KubernetesClient client) {
        return Pods.staying(client, namespace, Map.of(LABEL_KEY, name)).toList();
    }

    /** What is missing before all of them can be told to send. */
    List<Missing> missing(KubernetesClient client) {
        return Pods.missing(client, namespace, Map.of(LABEL_KEY, name), "Job " + name, workers);
    }

    private static NonNamespaceOperation<Job, JobList, ScalableResource<Job>> jobs(
            KubernetesClient client, String namespace) {
        return client.batch().v1().jobs().inNamespace(namespace);
    }

    private Job create(KubernetesClient client, PodTemplate shipped) {
        try {
            return jobs(client, namespace).resource(of(shipped)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new BadInputException(
                        "a run of that name already has a Job of workers; delete it with: kubectl -n %s delete job %s"
                                .formatted(namespace, name),
                        e);
            }
            throw e;
        }
    }

    private Job of(PodTemplate shipped) {
        PodTemplateSpec template = shipped.getTemplate();
        EnvFromSource secret =
                new EnvFromSourceBuilder().withNewSecretRef(name, false).build();
        template.getSpec().getContainers().get(0).getEnvFrom().add(secret);
        template.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("plan"))
                .forEach(volume -> volume.getSecret().setSecretName(name));
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(shipped.getMetadata().getLabels())
                .endMetadata()
                .withNewSpec()
                .withCompletionMode("Indexed")
                .withCompletions(workers)
                .withParallelism(workers)
                .withBackoffLimit(RESTARTS)
                .withTtlSecondsAfterFinished((int) KEPT.toSeconds())
                .withTemplate(template)
                .endSpec()
                .build();
    }
}
