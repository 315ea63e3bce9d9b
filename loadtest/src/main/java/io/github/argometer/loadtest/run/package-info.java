/** Runs a load test: starts the routes against the system under test, and waits for what they bring. */
package io.github.argometer.loadtest.run;
