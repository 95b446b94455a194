package io.stillwatch.intake;

/**
 * Counts the parts of one record that cost memory each, however few bytes they take: an empty list
 * is two bytes in a record and fifty in memory.
 */
final class PartsBudget {
  private final int partsMax;
  private int left;

  PartsBudget(int partsMax) {
    this.partsMax = partsMax;
  }

  void restart() {
    left = partsMax;
  }

  void take() throws Refusal {
    if (left-- == 0) {
      left = 0;
      throw new Refusal(
          RejectionReason.OVER_LIMIT, "more than " + partsMax + " spans, logs and values");
    }
  }
}
