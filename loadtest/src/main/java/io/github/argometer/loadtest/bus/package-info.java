/** What Argo Events' own bus, a JetStream stream, keeps of every event: read by message, without taking any. */
package io.github.argometer.loadtest.bus;
