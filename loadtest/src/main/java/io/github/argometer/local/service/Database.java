package io.github.argometer.local.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.argometer.loadtest.BadInputException;
import io.github.argometer.local.manifest.Manifests;
import io.github.argometer.local.manifest.Resource;
import io.github.argometer.local.manifest.SecretKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cluster's database, in whose place is the embedded one.
 *
 * @param namespace where its Secret is
 * @param address of its Service in the cluster, as {@code host:port}
 */
record Database(Manifests manifests, String namespace, String address) {

    /**
     * The database of {@code manifests}.
     *
     * @throws BadInputException where there is not exactly one StatefulSet with a Service
     */
    static Database of(Manifests manifests) {
        List<Resource> sets = manifests.resources().stream()
                .filter(resource -> resource.kind().equals("StatefulSet"))
                .toList();
        if (sets.size() != 1) {
            throw new BadInputException(
                    "the manifests have %d StatefulSets: the local stand-in takes one, the database; or name a database with -D db.host=…"
                            .formatted(sets.size()));
        }
        Resource set = sets.get(0);
        Map<String, String> labels = new HashMap<>();
        for (Map.Entry<String, JsonNode> label :
                set.tree().at("/spec/template/metadata/labels").properties()) {
            labels.put(label.getKey(), label.getValue().asText());
        }
        return manifests.services(set.namespace()).stream()
                .filter(service -> service.selects(labels))
                .flatMap(service -> service.addresses().stream())
                .map(address -> new Database(manifests, set.namespace(), address))
                .findFirst()
                .orElseThrow(() -> set.refused("spec.template.metadata.labels", "no Service selects them"));
    }

    /** The password of a user in the Secret that the manifests make for the database. */
    String password(String user) {
        return manifests.secret(namespace, new SecretKey("database", user + "-password"));
    }
}
