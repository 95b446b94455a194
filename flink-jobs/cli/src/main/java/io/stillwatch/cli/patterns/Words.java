package io.stillwatch.cli.patterns;

import java.time.Duration;
import java.util.Locale;

/** Numbers and times as reports write them. */
final class Words {

  private static final double HOURS_PER_DAY = 24;

  private Words() {}

  /** Such as {@code 1 file} and {@code 3 files}. */
  static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  /** A number without more digits than it needs. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    double rounded = Math.round(value * 1000) / 1000.0;
    return Double.toString(rounded);
  }

  /** Such as {@code 90s}, {@code 6h} or {@code 1d12h}. */
  static String duration(Duration duration) {
    long ms = duration.toMillis();
    if (ms < 1000) {
      return ms + "ms";
    }
    StringBuilder text = new StringBuilder();
    append(text, duration.toDays(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    return text.toString();
  }

  private static void append(StringBuilder text, long value, String unit) {
    if (value > 0) {
      text.append(value).append(unit);
    }
  }

  static double days(Duration duration) {
    return duration.toMillis() / (HOURS_PER_DAY * Duration.ofHours(1).toMillis());
  }

  /** On one line. */
  static String flat(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
