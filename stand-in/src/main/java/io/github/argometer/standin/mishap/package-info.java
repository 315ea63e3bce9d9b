/** What goes wrong in the stand-ins, and what that costs. */
package io.github.argometer.standin.mishap;
