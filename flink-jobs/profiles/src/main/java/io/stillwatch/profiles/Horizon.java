package io.stillwatch.profiles;

/** How fast a counter forgets: after one half-life an old exchange weighs half. */
public enum Horizon {
  HOUR(60 * 60 * 1000L),
  DAY(24 * HOUR.halfLifeMs),
  FORTNIGHT(14 * DAY.halfLifeMs);

  static final Horizon[] ALL = values();

  private final long halfLifeMs;

  Horizon(long halfLifeMs) {
    this.halfLifeMs = halfLifeMs;
  }

  long halfLifeMs() {
    return halfLifeMs;
  }
}
