/** What came of a run, and of comparing runs, told on a terminal, as pages and for programs. */
package io.github.argometer.loadtest.report;
