/** Exact statistics of durations, and what charts are drawn from. */
package io.github.argometer.loadtest.analyse.statistics;
