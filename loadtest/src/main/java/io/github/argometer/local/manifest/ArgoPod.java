package io.github.argometer.local.manifest;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The pod of a source or sensor. The stand-in runs them in its own process, so that where and with which rights a pod
 * would run has no counterpart here: these fields are known, and without effect.
 */
public record ArgoPod(
        JsonNode metadata,
        JsonNode securityContext,
        JsonNode container,
        String serviceAccountName,
        JsonNode nodeSelector,
        JsonNode tolerations,
        JsonNode affinity,
        String priorityClassName,
        JsonNode imagePullSecrets) {}
