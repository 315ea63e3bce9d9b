/** What changed between two runs, beyond what chance explains. */
package io.github.argometer.loadtest.compare;
