package io.stillwatch.intake;

/**
 * Counts what costs memory each, however few bytes it takes: an empty list is two bytes in a record
 * and fifty in memory. Each attribute has values of its own, so that none takes them from another.
 */
final class PartsBudget {
  private final int partsMax;
  private int leaves;
  private int values;

  PartsBudget(int partsMax) {
    this.partsMax = partsMax;
  }

  /** A record begins. */
  void restart() {
    leaves = partsMax;
    values = partsMax;
  }

  /** A span, a log record or an observation. */
  void leaf() throws Refusal {
    if (leaves == 0) {
      throw new Refusal(
          RejectionReason.OVER_LIMIT, "more than " + partsMax + " spans, logs or observations");
    }
    leaves--;
  }

  /** An attribute begins. */
  void attribute() {
    values = partsMax;
  }

  /** A value within an attribute; false when it must be passed over. */
  boolean value() {
    if (values == 0) {
      return false;
    }
    values--;
    return true;
  }
}
