package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Score.Newcomers;

/**
 * How one campaign fared.
 *
 * @param startMs its first exchange
 * @param firstActionMs NaN where none of its accounts was met
 * @param foundMs when so many accounts had been met that it counts as found, NaN where it was not
 * @param accounts its accounts that were met
 * @param leaked exchanges served
 * @param servedBeforeFirstAction exchanges of all its accounts up to the first action on any
 */
record CampaignScore(
    String id,
    String evasion,
    String archetype,
    boolean found,
    Hits accounts,
    int exchanges,
    double leaked,
    int servedBeforeFirstAction,
    int servedBeforeFound,
    Score.Served perAccount,
    double startMs,
    double firstActionMs,
    double foundMs,
    Newcomers successors,
    Newcomers joiners) {

  private static final double HOUR_MS = 3.6e6;

  double leakedShare() {
    return leaked / exchanges;
  }

  /** NaN where none of its accounts was met. */
  double hoursToFirstAction() {
    return hours(firstActionMs);
  }

  /** NaN where it was not found. */
  double hoursToFound() {
    return hours(foundMs);
  }

  private double hours(double ms) {
    return Double.isNaN(ms) ? ms : Bounds.rounded((ms - startMs) / HOUR_MS, 2);
  }
}
