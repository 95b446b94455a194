package io.stillwatch.campaigns;

import java.util.HashMap;
import java.util.Map;

/** How many accounts of a tenant show a value, as far as the links have told. */
final class Popularity {

  private final Map<Long, Long> accounts = new HashMap<>();
  private long population = 1;

  void population(long all) {
    population = Math.max(population, all);
  }

  /** All accounts of the tenant, about. */
  long population() {
    return population;
  }

  void told(long value, long count) {
    accounts.merge(value, count, Math::max);
  }

  long of(long value) {
    return accounts.getOrDefault(value, 1L);
  }

  boolean isCommon(long value, double share) {
    return of(value) > Math.max(32, population * share);
  }
}
