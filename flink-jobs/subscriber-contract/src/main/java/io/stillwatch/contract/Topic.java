package io.stillwatch.contract;

/** The topics that a subscriber reads. */
public enum Topic {
  /** {@code enforcement.actions}. */
  ACTIONS,
  /** {@code detection.feedback}. */
  FEEDBACK,
  /** {@code detection.schemas}. */
  SCHEMAS
}
