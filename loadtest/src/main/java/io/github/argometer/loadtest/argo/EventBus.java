package io.github.argometer.loadtest.argo;

/** An EventBus: in the stand-in queues in memory, which keep all events of the run. */
public record EventBus(
        @Field.Only("argoproj.io/v1alpha1") String apiVersion,
        @Field.Only("EventBus") String kind,

        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,

        @Field.Needed @Field.Unread(Field.Unread.INNER) Spec spec) {

    /** NATS' streams. */
    public record Spec(
            @Field.Needed @Field.Unread(Field.Unread.INNER) JetStream jetstream) {}

    /** How the streams are kept; {@code replicas} is null where Argo Events' default, 3, holds. */
    @Field.Unread(value = "the bus is no server", fields = "version")
    @Field.Unread(
            value = "memory keeps all events of a run",
            fields = {"persistence", "streamConfig"})
    @Field.Unread(value = Field.Unread.LABEL, fields = "metadata")
    @Field.Unread(
            value = Field.Unread.PLACE,
            fields = {"affinity", "nodeSelector", "tolerations"})
    @Field.Unread(
            value = Field.Unread.RIGHTS,
            fields = {"securityContext", "serviceAccountName"})
    @Field.Unread(
            value = Field.Unread.SIZE,
            fields = {"containerTemplate", "reloaderContainerTemplate", "metricsContainerTemplate"})
    public record JetStream(@Field.Only({"1", "3", "5"}) Integer replicas) {}

    /** The name of the bus that {@code eventBusName} means: where none is given, Argo Events takes {@code default}. */
    public static String named(String eventBusName) {
        return eventBusName == null || eventBusName.isEmpty() ? "default" : eventBusName;
    }
}
