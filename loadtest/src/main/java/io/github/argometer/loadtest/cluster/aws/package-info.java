/** Queue and topic as AWS or LocalStack has them: whether they are there and heard, and what waits in them. */
package io.github.argometer.loadtest.cluster.aws;
