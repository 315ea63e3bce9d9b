package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.JsonNode;

/** An EventBus: here queues in memory, which keep all events of the run. */
public record EventBus(
        @Field.Only("argoproj.io/v1alpha1") String apiVersion,
        @Field.Only("EventBus") String kind,

        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,

        @Field.Needed @Field.Unread("of its fields only those are taken that change nothing here")
        Spec spec) {

    /** NATS' streams. */
    public record Spec(
            @Field.Needed @Field.Unread("of its fields only those are taken that change nothing here")
            JetStream jetstream) {}

    /** How the streams are kept. */
    public record JetStream(
            @Field.Unread("the bus is no server") String version,
            @Field.Only({"1", "3", "5"}) Integer replicas,

            @Field.Unread("memory keeps all events of a run")
            JsonNode persistence,

            @Field.Unread("memory keeps all events of a run")
            String streamConfig,

            @Field.Unread(Field.Unread.LABEL) JsonNode metadata,
            @Field.Unread(Field.Unread.PLACE) JsonNode affinity,
            @Field.Unread(Field.Unread.PLACE) JsonNode nodeSelector,
            @Field.Unread(Field.Unread.PLACE) JsonNode tolerations,
            @Field.Unread(Field.Unread.RIGHTS) JsonNode securityContext,
            @Field.Unread(Field.Unread.SIZE) JsonNode containerTemplate,
            @Field.Unread(Field.Unread.SIZE) JsonNode reloaderContainerTemplate,
            @Field.Unread(Field.Unread.SIZE) JsonNode metricsContainerTemplate) {}
}
