/** The stand-in for Kubernetes, as far as Jobs go: runs their pods as processes, lists them and deletes them. */
package io.github.argometer.standin.jobs;
