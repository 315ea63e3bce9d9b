/** One request to SQS or SNS: what it carries, where it goes, and what its answer means. */
package io.github.argometer.send.aws;
