/** What became of each message, and where those that are missing were lost. */
package io.github.argometer.loadtest.analyse.loss;
