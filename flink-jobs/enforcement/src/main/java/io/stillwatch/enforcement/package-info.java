/**
 * Room 6, enforcement: finding to {@link io.stillwatch.schemas.EnforcementAction}, a row of the
 * control topic.
 *
 * <p>In: findings, and the rows of the subject that they are about. Out: the rows that change, each
 * with an id that is the same after any replay, a revision that rises, and an end. Everything
 * derives from findings and rows, nothing from a wall clock or from chance. Must not know: events,
 * texts, signals, how a pattern judges, Kafka; and Flink only in {@code operator}.
 */
@NullMarked
package io.stillwatch.enforcement;

import org.jspecify.annotations.NullMarked;
