package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.WrongUse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** When an exception ends, as people write it: a time, or how long from now. */
final class End {

  private static final Duration MOST = Duration.ofDays(400);

  private End() {}

  static Instant of(String text, Instant now) {
    // As exact as its record: everybody is to be told the same end.
    Instant end = parse(text.strip(), now).truncatedTo(ChronoUnit.MILLIS);
    if (!end.isAfter(now)) {
      throw new WrongUse("--until " + text + " is over already; give a time to come");
    }
    if (end.isAfter(now.plus(MOST))) {
      throw new WrongUse(
          "--until "
              + text
              + " is more than "
              + MOST.toDays()
              + " days away; an exception is looked at again before that");
    }
    return end;
  }

  private static Instant parse(String text, Instant now) {
    try {
      if (text.contains("-")) {
        return Instant.parse(text.contains("T") ? text : text + "T00:00:00Z");
      }
      String lower = text.toLowerCase(Locale.ROOT);
      return now.plus(
          lower.endsWith("d") ? Duration.parse("p" + lower) : Duration.parse("pt" + lower));
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new WrongUse(
          "--until '"
              + text
              + "' is no time; write 2026-12-31, 2026-12-31T18:00:00Z, or how long from now: 12h, 7d",
          e);
    }
  }
}
