package io.stillwatch.enforcement;

/**
 * How much of a pattern's budget for a tenant is used.
 *
 * @param budget accounts an hour
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record BudgetUse(String tenant, String pattern, int budget, byte[] meter) {

  /** Which part of it, so much later by the accounts' clocks; more than all after a cut. */
  public double share(long laterMs) {
    return BudgetMeter.decode(meter).spentAfter(laterMs) / (double) Math.max(1, budget);
  }
}
