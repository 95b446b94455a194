package io.stillwatch.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of other people's telemetry as the type that is wanted: numbers may stand in strings
 * and whole numbers in fractions. What cannot be read so is null, and counts as absent.
 */
final class Loose {
  private static final int NUMBER_CHARS_MAX = 32;
  private static final int TIME_CHARS_MAX = 64;

  /** Below, a number of seconds since 1970; the year 5138 in seconds, 1973 in milliseconds. */
  private static final double SECONDS_BELOW = 1e11;

  private static final double MILLIS_BELOW = 1e14;
  private static final double MICROS_BELOW = 1e17;

  private Loose() {}

  /** Text that says something: gateways write "" and "-" for what they do not know. */
  static @Nullable String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text.isEmpty() || text.equals("-") ? null : text;
    }
    return value instanceof Number || value instanceof Boolean ? value.toString() : null;
  }

  static @Nullable Long whole(@Nullable Object value) {
    if (value instanceof Long whole) {
      return whole;
    }
    Double number = number(value);
    return number != null && number == Math.rint(number) && Math.abs(number) <= 1L << 53
        ? (Long) number.longValue()
        : null;
  }

  static @Nullable Double number(@Nullable Object value) {
    double number;
    if (value instanceof Number given) {
      number = given.doubleValue();
    } else if (value instanceof String text && numeric(text)) {
      try {
        number = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return null;
      }
    } else {
      return null;
    }
    return Double.isFinite(number) ? (Double) number : null;
  }

  static @Nullable Boolean flag(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    return "true".equals(value) ? Boolean.TRUE : "false".equals(value) ? Boolean.FALSE : null;
  }

  /**
   * A moment: a number since 1970 in seconds, milliseconds, microseconds or nanoseconds, told apart
   * by its size; or an ISO-8601 string, with a space for the T and without an offset too, which is
   * then UTC, as Python's loggers write it. What lies far from any event is none: milliseconds do
   * not reach the end of ISO's years.
   */
  static @Nullable Instant time(@Nullable Object value) {
    Double number = number(value);
    Instant time;
    if (number != null) {
      time = number <= 0 ? null : since1970(number);
    } else {
      time = value instanceof String text && text.length() <= TIME_CHARS_MAX ? iso(text) : null;
    }
    return time != null && EventRules.possible(time) ? time : null;
  }

  private static Instant since1970(double number) {
    double ms =
        number < SECONDS_BELOW
            ? number * 1e3
            : number < MILLIS_BELOW ? number : number < MICROS_BELOW ? number / 1e3 : number / 1e6;
    return Instant.ofEpochMilli(Math.round(ms));
  }

  private static @Nullable Instant iso(String text) {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? withT(text) : text;
    try {
      boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
      Instant time =
          offset
              ? OffsetDateTime.parse(iso).toInstant()
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
      return time.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String withT(String text) {
    return text.substring(0, 10) + 'T' + text.substring(11);
  }

  private static boolean numeric(String text) {
    if (text.isEmpty() || text.length() > NUMBER_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /** What stands under the one name, or else under the other. */
  static @Nullable Object either(Map<?, ?> fields, String name, String other) {
    Object value = fields.get(name);
    return value == null ? fields.get(other) : value;
  }
}
