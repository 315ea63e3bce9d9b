package io.github.argometer.loadtest.argo;

import java.util.List;

/** The pod of a source or sensor, which the stand-in runs in its own process. */
@Field.Unread(value = Field.Unread.LABEL, fields = "metadata")
@Field.Unread(
        value = Field.Unread.RIGHTS,
        fields = {"securityContext", "serviceAccountName"})
@Field.Unread(
        value = Field.Unread.PLACE,
        fields = {"nodeSelector", "tolerations", "affinity", "priorityClassName"})
@Field.Unread(value = Field.Unread.IMAGES, fields = "imagePullSecrets")
public record ArgoPod(@Field.Unread(Field.Unread.INNER) Container container) {

    /** What is said of the container. */
    @Field.Unread(value = Field.Unread.IMAGES, fields = "imagePullPolicy")
    @Field.Unread(value = Field.Unread.SIZE, fields = "resources")
    @Field.Unread(value = Field.Unread.RIGHTS, fields = "securityContext")
    public record Container(
            @Field.Unread("only variables are taken that change nothing here")
            List<Variable> env) {}

    /** The one variable that Argo Events does not look at: its ConfigMap is waited for, and that is all that it is for. */
    @Field.Unread(
            value = "a process does not wait for a ConfigMap: the local topic is there before the sources",
            fields = "valueFrom")
    public record Variable(
            @Field.Needed @Field.Only("TOPIC_ARN") String name) {}
}
