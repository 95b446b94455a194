package io.stillwatch.intake.seal;

/** Whether the records of a source have to be sealed. */
public enum SealNeed {
  /** Nobody looks at seals. */
  OFF,
  /** A record without a seal is taken, one with a wrong seal is not: to find out who seals. */
  OPTIONAL,
  /** A record without a seal is refused. */
  REQUIRED
}
