/** What is to be sent, when, and what must come of it: the load plan, computed from a few numbers and a seed. */
package io.github.argometer.plan;
