package io.stillwatch.profiles;

/**
 * What a profile adds up; the ordinal is the place in the stored table, constants are only ever
 * added.
 */
public enum Counter {
  EXCHANGES,
  INPUT_TOKENS,
  OUTPUT_TOKENS,
  REASONING_TOKENS,
  REFUSED,
  REASONING_ELICITED,
  RUBRIC_GRADED,
  PAIRED;

  static final Counter[] ALL = values();
}
