package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A pod that runs one program of ours: here a process. Rights, volumes and resources have no counterpart. */
public record PodTemplate(Metadata metadata, Spec spec) {

    /**
     * The pod.
     *
     * @param activeDeadlineSeconds longest life of the pod; null is without end
     */
    public record Spec(
            String restartPolicy,
            Integer activeDeadlineSeconds,
            Integer terminationGracePeriodSeconds,
            List<Container> containers,
            Boolean automountServiceAccountToken,
            Boolean enableServiceLinks,
            String serviceAccountName,
            String priorityClassName,
            JsonNode securityContext,
            JsonNode topologySpreadConstraints,
            JsonNode affinity,
            JsonNode volumes) {}

    /** The program: its image names it. */
    public record Container(
            String name,
            String image,
            String imagePullPolicy,
            List<String> args,
            List<Variable> env,
            JsonNode ports,
            JsonNode startupProbe,
            JsonNode livenessProbe,
            JsonNode readinessProbe,
            JsonNode lifecycle,
            JsonNode resources,
            JsonNode securityContext,
            JsonNode volumeMounts) {

        /** Absent arguments and variables are none. */
        public Container {
            args = args == null ? List.of() : List.copyOf(args);
            env = env == null ? List.of() : List.copyOf(env);
        }
    }

    /** A variable of the environment: its value, or the secret that has it. */
    public record Variable(String name, String value, Sensor.ValueFrom valueFrom) {}

    /** The one container of this pod. */
    public Container container() {
        return spec.containers().get(0);
    }
}
