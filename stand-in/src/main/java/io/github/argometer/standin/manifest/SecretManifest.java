package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;
import io.github.argometer.loadtest.argo.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A Secret that stands in the manifests, in clear or in base64. */
record SecretManifest(
        @Field.Only("v1") String apiVersion,
        @Field.Only("Secret") String kind,

        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,

        @Field.Only("Opaque") String type,
        @Field.Unread("nothing changes it while it runs") Boolean immutable,
        Map<String, String> data,
        Map<String, String> stringData) {

    /** Its values by key; those in clear win, as in Kubernetes. */
    Map<String, String> values(Resource resource) {
        Map<String, String> values = new HashMap<>();
        if (data != null) {
            data.forEach((key, value) -> values.put(
                    key,
                    resource.read(
                            "data." + key,
                            () -> new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8))));
        }
        if (stringData != null) {
            values.putAll(stringData);
        }
        return values;
    }
}
