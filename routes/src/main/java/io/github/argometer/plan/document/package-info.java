/** A plan's file as it is written, value by value, each with its line. */
package io.github.argometer.plan.document;
