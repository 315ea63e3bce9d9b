/** The system under test: whether it is ready, and how it is reached. */
package io.github.argometer.loadtest.cluster;
