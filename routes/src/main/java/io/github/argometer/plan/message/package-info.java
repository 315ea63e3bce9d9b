/** The text of a message: its placeholders, and the mark by which the message is known again. */
package io.github.argometer.plan.message;
