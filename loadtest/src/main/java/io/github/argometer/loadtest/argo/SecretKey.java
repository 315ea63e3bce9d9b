package io.github.argometer.loadtest.argo;

/** A key in a Secret of the namespace in which it is named. */
public record SecretKey(
        @Field.Needed String name, @Field.Needed String key) {}
