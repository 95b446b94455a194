package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Rejected;

/**
 * The way out of a nested value inside this room, gathering its path; without a stack trace, so it
 * costs little.
 */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;
  private final StringBuilder path = new StringBuilder();

  Refusal(RejectionReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  /** Puts a name in front of the path. */
  Refusal within(String name) {
    if (path.length() > 0 && path.charAt(0) != '[' && path.charAt(0) != '{') {
      path.insert(0, '.');
    }
    path.insert(0, name);
    return this;
  }

  Rejected rejected() {
    String detail = getMessage();
    return new Rejected(
        reason, path.length() == 0 ? null : path.toString(), detail == null ? "" : detail);
  }
}
