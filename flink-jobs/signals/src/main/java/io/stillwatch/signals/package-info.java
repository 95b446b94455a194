/**
 * Room 2, signals: event to {@link io.stillwatch.signals.Sighting}.
 *
 * <p>In: an accepted event, with texts or with features that were computed beside the inference
 * server. Out: what it shows, without any text. Pure functions with no memory; the same jar runs
 * inside inference servers. Must not know: Flink, Kafka, the time of day, other exchanges,
 * accounts.
 */
@NullMarked
package io.stillwatch.signals;

import org.jspecify.annotations.NullMarked;
