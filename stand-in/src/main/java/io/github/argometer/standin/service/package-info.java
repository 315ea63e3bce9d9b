/** The servers of a local load test, their processes, ports and folder. */
package io.github.argometer.standin.service;
