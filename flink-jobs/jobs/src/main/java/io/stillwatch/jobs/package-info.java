/**
 * Room 8, jobs: wiring only. Topics, Kafka ends, settings, the in-process broker, the topology and
 * the embedded engine.
 *
 * <p>In: settings. Out: a running engine. This is the one room that knows every other, Flink,
 * Kafka, the clock and the disk; it decides nothing about accounts, and nothing but the command
 * line depends on it.
 */
@NullMarked
package io.stillwatch.jobs;

import org.jspecify.annotations.NullMarked;
