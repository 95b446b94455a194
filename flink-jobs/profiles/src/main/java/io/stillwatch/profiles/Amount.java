package io.stillwatch.profiles;

/** What a {@link Baseline} is kept of; the ordinal is the place in its record. */
public enum Amount {
  OUTPUT_TOKENS,
  REASONING_TOKENS;

  static final Amount[] ALL = values();
}
