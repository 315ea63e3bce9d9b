package io.github.argometer.plan;

import java.util.List;

/** A channel of one's own. */
public record OwnChannel(Channel channel, String event, List<String> triggers) {}
