/** A small SNS of our own: topics and HTTP subscriptions, by the protocol that the AWS SDK speaks. */
package io.github.argometer.standin.sns;
