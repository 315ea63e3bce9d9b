package io.github.argometer.plan;

import java.time.Duration;

/**
 * One message of a plan.
 *
 * @param number position in the plan, from 0
 * @param payload what is sent to each channel
 * @param offset intended time of sending, from the start of the run
 */
public record PlannedMessage(long number, Payload payload, Duration offset) {}
