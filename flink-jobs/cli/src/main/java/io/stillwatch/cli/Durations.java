package io.stillwatch.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as people write it: 60s, 5m, 1h30m, 500ms, or ISO-8601. */
final class Durations implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    String value = text.trim().toLowerCase(Locale.ROOT);
    try {
      if (value.startsWith("p")) {
        return positive(Duration.parse(value), text);
      }
      if (value.endsWith("ms")) {
        return positive(Duration.ofMillis(Long.parseLong(value, 0, value.length() - 2, 10)), text);
      }
      if (value.endsWith("d") || value.contains("d")) {
        int days = value.indexOf('d');
        String rest = value.substring(days + 1);
        return positive(
            Duration.parse(
                "p" + value.substring(0, days) + "d" + (rest.isEmpty() ? "" : "t" + rest)),
            text);
      }
      return positive(Duration.parse("pt" + value), text);
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw wrong(text);
    }
  }

  private static Duration positive(Duration duration, String text) {
    if (duration.isNegative() || duration.isZero()) {
      throw new TypeConversionException("'" + text + "' must be longer than nothing, such as 60s");
    }
    return duration;
  }

  private static TypeConversionException wrong(String text) {
    return new TypeConversionException(
        "'" + text + "' is not a duration; write for example 60s, 5m or 1h30m");
  }
}
