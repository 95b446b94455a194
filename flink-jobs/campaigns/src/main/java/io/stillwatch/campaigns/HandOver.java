package io.stillwatch.campaigns;

import io.stillwatch.profiles.Attempt;

/** One party's failed attempt, and the other party's with the same prompt right after it. */
public record HandOver(Attempt failed, Attempt next) {}
