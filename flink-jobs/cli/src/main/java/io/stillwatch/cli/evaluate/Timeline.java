package io.stillwatch.cli.evaluate;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of a stream cut into bins of equal length. */
record Timeline(long startMs, long binMs, int bins) {

  private static final long HOUR_MS = 3_600_000;
  private static final int BINS_MAX = 72;
  private static final int[] HOURS = {1, 2, 3, 6, 12, 24};
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  static Timeline over(Exchanges exchanges) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < exchanges.size(); i++) {
      first = Math.min(first, exchanges.atMs(i));
      last = Math.max(last, exchanges.atMs(i));
    }
    if (exchanges.size() == 0) {
      return new Timeline(0, HOUR_MS, 1);
    }
    long binMs = HOUR_MS;
    for (int i = 1; bins(first, last, binMs) > BINS_MAX; i++) {
      binMs = i < HOURS.length ? HOURS[i] * HOUR_MS : 2 * binMs;
    }
    return new Timeline(Math.floorDiv(first, binMs) * binMs, binMs, bins(first, last, binMs));
  }

  private static int bins(long first, long last, long binMs) {
    return (int) (Math.floorDiv(last, binMs) - Math.floorDiv(first, binMs) + 1);
  }

  int bin(long atMs) {
    return (int) ((atMs - startMs) / binMs);
  }

  long endMs() {
    return startMs + bins * binMs;
  }

  /** Where a time stands, from 0 to 1; outside of it for times before or after. */
  double share(double atMs) {
    return (atMs - startMs) / (bins * (double) binMs);
  }

  /** "3 hours", for captions. */
  String binWords() {
    long hours = binMs / HOUR_MS;
    return hours == 1
        ? "hour"
        : hours % 24 != 0 ? hours + " hours" : hours == 24 ? "day" : hours / 24 + " days";
  }

  static String minute(long atMs) {
    return MINUTE.format(Instant.ofEpochMilli(atMs));
  }

  static String day(long atMs) {
    return DAY.format(Instant.ofEpochMilli(atMs));
  }
}
