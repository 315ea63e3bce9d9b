package io.github.argometer.loadtest.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A Sensor: which events it waits for, and what it does with them. */
public record Sensor(
        @Field.Needed @Field.Only("argoproj.io/v1alpha1") String apiVersion,
        @Field.Only("Sensor") String kind,
        @Field.Needed @Field.Unread(Field.Unread.NAMED) Metadata metadata,
        @Field.Needed Spec spec) {

    /** Dependencies and triggers. */
    public record Spec(
            String eventBusName,
            @Field.Needed List<Dependency> dependencies,
            @Field.Needed List<Trigger> triggers,

            @Field.Unread(Field.Unread.INNER) ArgoPod template) {

        /** The EventBus's name, {@link EventBus#named} where none is given. */
        @Override
        public String eventBusName() {
            return EventBus.named(eventBusName);
        }
    }

    /** What is done with an event, how often it is tried, and what counts as done. */
    public record Trigger(
            boolean atLeastOnce,
            Backoff retryStrategy,
            RateLimit rateLimit,
            Policy policy,
            @Field.Needed Template template) {}

    /** How often it may act in a {@code unit}, of which Argo's default is the second. */
    public record RateLimit(
            @Field.Only({"Second", "Minute", "Hour"}) String unit,
            @Field.Needed Integer requestsPerUnit) {

        /** The time that each has to itself. */
        public Duration pause() {
            return ("Hour".equals(unit)
                            ? Duration.ofHours(1)
                            : "Minute".equals(unit) ? Duration.ofMinutes(1) : Duration.ofSeconds(1))
                    .dividedBy(requestsPerUnit);
        }
    }

    /** Pauses between attempts: {@code duration} × {@code factor}ⁿ, lengthened by up to {@code jitter} of itself. */
    public record Backoff(int steps, String duration, BigDecimal factor, BigDecimal jitter) {}

    /** Which answers count as done. */
    public record Policy(Status status) {}

    /** HTTP status codes. */
    public record Status(List<Integer> allow) {}

    /** One of {@code k8s} and {@code http}; {@code conditions} choose among the dependencies. */
    public record Template(@Field.Needed String name, String conditions, K8s k8s, Http http) {

        /** Whether {@code dependency}, by its name, is one of those that the trigger waits for: without conditions, all are. */
        public boolean waitsFor(String dependency) {
            return conditions == null
                    || conditions.isEmpty()
                    || Pattern.compile("(?<![\\w-])" + Pattern.quote(dependency) + "(?![\\w-])")
                            .matcher(conditions)
                            .find();
        }
    }

    /** An object that is made in Kubernetes. */
    public record K8s(
            @Field.Needed String operation,
            @Field.Needed List<Parameter> parameters,
            @Field.Needed Source source) {}

    /** The object as it stands in the manifest. */
    public record Source(@Field.Needed ObjectNode resource) {}

    /**
     * A request.
     *
     * @param timeout in seconds; 0 means Argo's default, 10
     * @param parameters change the request itself before its payload is made
     */
    public record Http(
            @Field.Needed String url,
            String method,
            int timeout,
            Map<String, String> headers,
            List<SecureHeader> secureHeaders,
            @Field.Needed List<Parameter> payload,
            List<Parameter> parameters) {}

    /** A header whose value is a secret. */
    public record SecureHeader(
            @Field.Needed String name, @Field.Needed ValueFrom valueFrom) {}

    /** Where a secret value stands. */
    public record ValueFrom(@Field.Needed SecretKey secretKeyRef) {}

    /** The whole event, or a value in its place, goes to {@code dest}. */
    public record Parameter(
            @Field.Needed From src, @Field.Needed JsonPath dest) {}

    /**
     * The dependency whose event it is.
     *
     * @param value stands in the place of the event, come or not, where it is not null
     */
    public record From(@Field.Needed String dependencyName, String value) {}
}
