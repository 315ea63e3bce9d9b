/** Reads tables as text, whatever wrote them: finds encoding, delimiter, header and columns, and refuses by line, column and value. */
package io.github.argometer.loadtest.table;
