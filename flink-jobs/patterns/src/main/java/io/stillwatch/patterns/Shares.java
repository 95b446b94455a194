package io.stillwatch.patterns;

import io.stillwatch.signals.ExchangeHash;

/** Which accounts a pattern with a share below 1 goes further for: always the same ones. */
final class Shares {

  private Shares() {}

  static boolean has(double share, String tenant, String accountId, String patternId) {
    if (share >= 1) {
      return true;
    }
    long hash = ExchangeHash.of(tenant + '|' + accountId + '|' + patternId);
    return (hash >>> 11) * 0x1p-53 < share;
  }
}
