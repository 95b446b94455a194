package io.stillwatch.patterns.operator;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a task holds profiles.
 *
 * @param silence after this much silence, by its own clock, an account starts anew; the store
 *     reclaims the space after twice as long
 * @param cachedAccounts profiles that a task holds outside the store
 * @param unwrittenAccounts of those, how many may differ from the store
 */
public record ProfileSettings(Duration silence, int cachedAccounts, int unwrittenAccounts)
    implements Serializable {}
