/**
 * Turns a user's EventSources and Sensors into measured ones: what reads, filters and chooses stays, and only what each trigger
 * does becomes one of our recorders.
 */
package io.github.argometer.loadtest.wire;
