/** The command line, a class a command. */
package io.github.argometer.loadtest.command;
