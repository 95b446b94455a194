package io.stillwatch.cli.evaluate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What was scored.
 *
 * @param actionsFile null where the engine's rooms made the actions in this run
 * @param unreadable records of which not even the account could be read; they count nowhere
 * @param firstUnreadable where the first of them stands, null where there is none
 * @param refused records that the rooms did not take
 * @param actions rows, also those in shadow
 */
record Origin(
    Path events,
    Path labels,
    @Nullable Path actionsFile,
    long exchanges,
    long unreadable,
    @Nullable String firstUnreadable,
    long refused,
    long actions,
    double seconds) {}
