/**
 * What EventSource, Sensor and EventBus of Argo Events are, and what they would do with an event: source filters,
 * transforms, data filters, parameters. It is Argo Events 1.9's code, read and said again, without any input or output.
 */
package io.github.argometer.loadtest.argo;
