/** At what rate a hop gives way: steps of rising load, each judged by what piles up. */
package io.github.argometer.loadtest.capacity;
