/**
 * Room 3, profiles: sighting to {@link io.stillwatch.profiles.Look}, and the one compact memory of
 * an account.
 *
 * <p>In: what one event showed. Out: what it means for this account: whether its exchange is asked
 * or answered for the first time, at which time of the account's own clock, with which signals.
 * Must not know: texts, patterns, Kafka, Flink, the time of day.
 */
@NullMarked
package io.stillwatch.profiles;

import org.jspecify.annotations.NullMarked;
