/** One request: what it carries, what its answer means, and how SQS and SNS take it. */
package io.github.argometer.send.aws;
