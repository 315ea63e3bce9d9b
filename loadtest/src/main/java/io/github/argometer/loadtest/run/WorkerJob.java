package io.github.argometer.loadtest.run;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.argometer.loadtest.cluster.NotReadyException;
import io.github.argometer.send.SendPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The indexed Job of one run's workers: what the suspended Job of {@code argo-manifests/loadtest} says, once more, with the
 * run's plan and settings in a Secret that goes with it.
 *
 * @param workers how many
 */
record WorkerJob(String namespace, String name, int workers) {

    /** Where the container finds the plan. */
    private static final String PLAN = "/plan/plan.json";

    /**
     * Creates it.
     *
     * @param template name of the suspended Job
     * @param planJson the plan in full
     * @param settings with which the workers reach queue and topic, by environment variable
     */
    static WorkerJob create(
            KubernetesClient client,
            String namespace,
            String template,
            SendPlan plan,
            String planJson,
            Map<String, String> settings) {
        Job shipped = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(template)
                .get();
        if (shipped == null) {
            throw new NotReadyException(
                    "there is no Job %s in namespace %s".formatted(template, namespace),
                    "apply argo-manifests/loadtest: kubectl apply -k target/deploy/loadtest");
        }
        WorkerJob job = new WorkerJob(
                namespace,
                template + "-" + plan.runId().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                plan.workers());
        Map<String, String> data = new HashMap<>(settings);
        data.put("RUN_ID", plan.runId());
        data.put("SEND_PLAN", PLAN);
        data.put("SEND_WORKERS", String.valueOf(plan.workers()));
        data.put("plan.json", planJson);
        Job created = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .resource(job.of(shipped))
                .create();
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(job.name)
                .addToOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(job.name)
                        .withUid(created.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withStringData(data)
                .build();
        client.secrets().inNamespace(namespace).resource(secret).create();
        return job;
    }

    /** Deletes it, where its workers never began. */
    void delete(KubernetesClient client) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }

    /** Its pods that have not failed. */
    List<Pod> pods(KubernetesClient client) {
        return client.pods().inNamespace(namespace).withLabel("job-name", name).list().getItems().stream()
                .filter(pod -> !"Failed".equals(pod.getStatus().getPhase()))
                .toList();
    }

    private Job of(Job shipped) {
        PodTemplateSpec template = shipped.getSpec().getTemplate();
        template.getMetadata()
                .getLabels()
                .keySet()
                .removeIf(label -> label.endsWith("controller-uid") || label.endsWith("job-name"));
        template.getSpec()
                .getContainers()
                .get(0)
                .getEnvFrom()
                .add(new EnvFromSourceBuilder()
                        .withNewSecretRef()
                        .withName(name)
                        .endSecretRef()
                        .build());
        template.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("plan"))
                .forEach(volume -> volume.getSecret().setSecretName(name));
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(shipped.getMetadata().getLabels())
                .endMetadata()
                .withSpec(shipped.getSpec())
                .editSpec()
                .withSelector(null)
                .withSuspend(false)
                .withCompletions(workers)
                .withParallelism(workers)
                .endSpec()
                .build();
    }
}
