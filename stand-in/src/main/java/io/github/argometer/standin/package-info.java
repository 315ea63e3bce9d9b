/** A load test on one machine: the stand-ins for Argo Events, SNS and Kubernetes' Jobs, and the servers around them. */
package io.github.argometer.standin;
