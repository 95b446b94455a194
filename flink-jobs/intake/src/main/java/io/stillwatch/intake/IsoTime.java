package io.stillwatch.intake;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Reads a moment from an ISO-8601 string with its offset, to the millisecond. */
final class IsoTime {
  private static final int CHARS_MAX = 64;

  private IsoTime() {}

  static Instant parse(String text) throws Refusal {
    if (text.length() <= CHARS_MAX) {
      try {
        return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      } catch (DateTimeParseException e) {
        // falls through: the exception quotes the text
      }
    }
    throw new Refusal(
        RejectionReason.BAD_TIME,
        "must be epoch milliseconds or ISO-8601 with an offset, like 2026-05-28T20:26:46.683Z");
  }
}
