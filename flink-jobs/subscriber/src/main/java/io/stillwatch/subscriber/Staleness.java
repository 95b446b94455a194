package io.stillwatch.subscriber;

import java.time.Duration;
import java.time.Instant;

/**
 * How old the table is.
 *
 * @param freshAsOf the last time as of which everything that was on the topics is known to be in
 *     the table; the start of the reader where it has not yet read so far
 * @param age how long ago that is
 * @param stale whether the {@link StalenessRule} applies
 */
public record Staleness(Instant freshAsOf, Duration age, boolean stale) {}
