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
@Field.Unread(value = "its variables mean nothing here, and so do files that they name", fields = "volumes")
public record ArgoPod(@Field.Unread(Field.Unread.INNER) Container container) {

    /** What is said of the container. */
    @Field.Unread(value = Field.Unread.IMAGES, fields = "imagePullPolicy")
    @Field.Unread(value = Field.Unread.SIZE, fields = "resources")
    @Field.Unread(value = Field.Unread.RIGHTS, fields = "securityContext")
    @Field.Unread(value = "its variables mean nothing here, and so do files that they name", fields = "volumeMounts")
    public record Container(
            @Field.Unread("only variables are taken that change nothing here")
            List<Variable> env) {}

    /**
     * TOPIC_ARN, which Argo Events does not look at: its ConfigMap is waited for, and that is all that it is for. And KUBECONFIG, since
     * a Sensor makes a client of the Kubernetes API, whether it needs one or not.
     */
    @Field.Unread(
            value = "a process does not wait for a ConfigMap: the local topic is there before the sources",
            fields = "valueFrom")
    @Field.Unread(value = "no Kubernetes is asked", fields = "value")
    public record Variable(
            @Field.Needed @Field.Only({"TOPIC_ARN", "KUBECONFIG"})
            String name) {}
}
