package io.stillwatch.subscriber;

import java.util.HashMap;
import java.util.Map;

/**
 * One copy of each of the values that many rows share: tenants, reasons, patterns, campaigns,
 * parameters. Confined to whoever writes the table.
 */
final class Pool {

  private final Map<Object, Object> known = new HashMap<>();

  @SuppressWarnings("unchecked") // equal values are of one class
  <T> T one(T value) {
    Object present = known.get(value);
    if (present != null) {
      return (T) present;
    }
    if (known.size() >= SubscriberLimits.POOLED_MAX) {
      known.clear(); // what is there stays in its rows; only the sharing begins anew
    }
    known.put(value, value);
    return value;
  }
}
