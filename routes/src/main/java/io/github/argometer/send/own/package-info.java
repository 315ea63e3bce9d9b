/** Channels of one's own: the Camel endpoint of each, and what its answers mean. */
package io.github.argometer.send.own;
