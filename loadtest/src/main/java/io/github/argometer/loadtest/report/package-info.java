/** What came of a run, told on a terminal. */
package io.github.argometer.loadtest.report;
