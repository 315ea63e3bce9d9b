package io.github.argometer.standin.sns;

import java.net.URI;

/**
 * An HTTP endpoint that hears a topic.
 *
 * @param arn its name
 * @param endpoint where messages go
 * @param token what the endpoint must say to confirm
 */
record Subscription(String arn, String topicArn, URI endpoint, String token) {}
