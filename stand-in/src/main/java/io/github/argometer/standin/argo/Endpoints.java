package io.github.argometer.standin.argo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.argometer.standin.Mishaps;
import java.net.URI;
import java.util.function.Consumer;

/**
 * What the stand-in is given to work with.
 *
 * @param queues where SQS is
 * @param topics where SNS is
 * @param webhook a server that listens nowhere else, for the webhook of the topic's source
 * @param services the local servers behind the cluster's addresses
 * @param jobs takes the Jobs that triggers make
 * @param mishaps hear of what goes wrong
 */
public record Endpoints(
        URI queues, URI topics, HttpServer webhook, Addresses services, Consumer<ObjectNode> jobs, Mishaps mishaps) {}
