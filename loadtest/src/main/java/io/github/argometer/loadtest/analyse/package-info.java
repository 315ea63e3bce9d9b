/** What came of a run, computed only from its files. */
package io.github.argometer.loadtest.analyse;
