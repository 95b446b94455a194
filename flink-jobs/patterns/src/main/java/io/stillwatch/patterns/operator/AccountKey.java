package io.stillwatch.patterns.operator;

import io.stillwatch.signals.Sighting;

/** The key of the account stage. */
public final class AccountKey {

  private AccountKey() {}

  public static String of(Sighting sighting) {
    return sighting.accountKey();
  }

  public static String of(String tenant, String accountId) {
    return Sighting.accountKey(tenant, accountId);
  }
}
