package io.github.argometer.send.own;

import io.github.argometer.send.aws.Requests;

/**
 * Where a channel's messages go.
 *
 * @param endpoint a Camel endpoint, as a route names it
 * @param requests how that takes messages
 * @param most messages in a request
 */
public record Sink(String endpoint, Requests requests, int most) {}
