package io.github.argometer.standin.manifest;

import io.github.argometer.loadtest.argo.Field;
import io.github.argometer.loadtest.argo.Metadata;

/** A ConfigMap for others to fill; one with files is made by a generator. */
record ConfigMap(
        @Field.Only("v1") String apiVersion,
        @Field.Only("ConfigMap") String kind,

        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata) {}
