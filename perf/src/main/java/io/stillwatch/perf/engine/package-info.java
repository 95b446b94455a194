/**
 * What an event costs in the account stage, beside what it costs its peers.
 *
 * <p>In: a number of patterns and of accounts. Out: a table, and a line of JSON for each figure.
 * Each system runs in a process of its own, so that all the processor time of the process is its
 * own. Must not know: how matching is done; it feeds the same operators that the job runs.
 */
@NullMarked
package io.stillwatch.perf.engine;

import org.jspecify.annotations.NullMarked;
