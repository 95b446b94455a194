package io.stillwatch.enforcement;

import java.io.Serializable;

/**
 * How many accounts may be acted on within an hour, for each tenant, before a human is asked.
 *
 * @param accountsPerHour at most so many for one pattern
 * @param sharePercent and at most this part of the accounts that were active within the last day
 * @param accountsLeast but so many in any case, or nobody could be acted on where few are active
 * @param campaignAccountsPerHour for a campaign that a human has approved
 */
public record BudgetSettings(
    int accountsPerHour, int sharePercent, int accountsLeast, int campaignAccountsPerHour)
    implements Serializable {

  public BudgetSettings {
    if (accountsPerHour < 1
        || accountsLeast < 1
        || campaignAccountsPerHour < 1
        || sharePercent < 1
        || sharePercent > 100) {
      throw new IllegalArgumentException(
          "a budget must allow for at least one account, and its share is 1 to 100 percent");
    }
  }

  public static BudgetSettings standard() {
    return new BudgetSettings(50, 1, 10, 25_000);
  }

  /** For one pattern of a tenant that has so many active accounts. */
  int forPattern(long active) {
    long share = Math.max(accountsLeast, active * sharePercent / 100);
    return (int) Math.min(accountsPerHour, share);
  }
}
