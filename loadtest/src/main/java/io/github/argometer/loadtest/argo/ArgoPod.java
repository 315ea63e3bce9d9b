package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The pod of a source or sensor, which the stand-in runs in its own process. */
public record ArgoPod(
        @Field.Unread(Field.Unread.LABEL) JsonNode metadata,
        @Field.Unread(Field.Unread.RIGHTS) JsonNode securityContext,

        @Field.Unread("of its fields only those are taken that change nothing here")
        Container container,

        @Field.Unread(Field.Unread.RIGHTS) String serviceAccountName,
        @Field.Unread(Field.Unread.PLACE) JsonNode nodeSelector,
        @Field.Unread(Field.Unread.PLACE) JsonNode tolerations,
        @Field.Unread(Field.Unread.PLACE) JsonNode affinity,
        @Field.Unread(Field.Unread.PLACE) String priorityClassName,
        @Field.Unread("no image is pulled") JsonNode imagePullSecrets) {

    /** What is said of the container. */
    public record Container(
            @Field.Unread("only variables are taken that change nothing here")
            List<Variable> env,

            @Field.Unread("no image is pulled") String imagePullPolicy,
            @Field.Unread(Field.Unread.SIZE) JsonNode resources,
            @Field.Unread(Field.Unread.RIGHTS) JsonNode securityContext) {}

    /** The one variable that Argo Events does not look at: its ConfigMap is waited for, and that is all that it is for. */
    public record Variable(
            @Field.Needed @Field.Only("TOPIC_ARN") String name,

            @Field.Unread("a process does not wait for a ConfigMap: the local topic is there before the sources")
            JsonNode valueFrom) {}
}
