/** The one error policy of all routes. */
package io.github.argometer.failure;
