/** The files of a run, and the embedded database that they are read into. */
package io.github.argometer.loadtest.analyse.files;
