package io.stillwatch.patterns.condition;

/** The values that something which conditions ask for can still have. Immutable. */
sealed interface Domain permits Ranges, Texts {

  boolean isEmpty();

  /** What is in both; both are of one kind. */
  Domain and(Domain other);

  /** What is not in it. */
  Domain not();

  /** How much work it is to go through. */
  int size();
}
