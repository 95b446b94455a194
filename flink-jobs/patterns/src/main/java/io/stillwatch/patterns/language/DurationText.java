package io.stillwatch.patterns.language;

/** Durations as people write them: {@code 90s}, {@code 24h}, {@code 1h30m}, {@code 7d}. */
final class DurationText {

  static final String EXAMPLES = "write for example 90s, 24h, 1h30m or 7d";

  /** Not a duration. */
  static final long WRONG = -1;

  /** A duration that no long holds. */
  static final long TOO_LONG = -2;

  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
  private static final long[] UNIT_MS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private DurationText() {}

  /** Milliseconds, {@link #WRONG} or {@link #TOO_LONG}. */
  static long parse(String text) {
    if (text.isEmpty() || text.length() > LanguageLimits.NUMBER_CHARS_MAX) {
      return WRONG;
    }
    long sum = 0;
    int unitsFrom = 0;
    for (int at = 0; at < text.length(); ) {
      int digits = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      int letters = at;
      while (at < text.length() && !isDigit(text.charAt(at))) {
        at++;
      }
      int unit = unit(text.substring(letters, at), unitsFrom);
      if (digits == letters || unit < 0) {
        return WRONG;
      }
      unitsFrom = unit + 1;
      if (letters - digits > 15) {
        return TOO_LONG;
      }
      long part = Long.parseLong(text, digits, letters, 10);
      if (part > (Long.MAX_VALUE - sum) / UNIT_MS[unit]) {
        return TOO_LONG;
      }
      sum += part * UNIT_MS[unit];
    }
    return sum;
  }

  /** The shortest way to write it. */
  static String show(long ms) {
    if (ms == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    long rest = ms;
    for (int i = 0; i < UNITS.length; i++) {
      if (rest >= UNIT_MS[i]) {
        text.append(rest / UNIT_MS[i]).append(UNITS[i]);
        rest %= UNIT_MS[i];
      }
    }
    return text.toString();
  }

  /** Units come from large to small, each once. */
  private static int unit(String name, int from) {
    for (int i = from; i < UNITS.length; i++) {
      if (UNITS[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
