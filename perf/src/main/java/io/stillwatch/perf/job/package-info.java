/**
 * The whole job in one process, from the broker to the control topic: what it costs, how long it
 * takes.
 */
@NullMarked
package io.stillwatch.perf.job;

import org.jspecify.annotations.NullMarked;
