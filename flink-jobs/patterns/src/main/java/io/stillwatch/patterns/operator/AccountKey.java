package io.stillwatch.patterns.operator;

import io.stillwatch.signals.Sighting;

/** The key of the account stage. */
public final class AccountKey {

  private AccountKey() {}

  public static String of(Sighting sighting) {
    return of(sighting.tenant(), sighting.accountId());
  }

  /** A tenant has no control characters, so the pair cannot be read in two ways. */
  public static String of(String tenant, String accountId) {
    return tenant + '\n' + accountId;
  }
}
