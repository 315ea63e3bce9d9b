/** What came of a run, computed from its files alone. */
package io.github.argometer.loadtest.analyse;
