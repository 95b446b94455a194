package io.stillwatch.cli;

import io.stillwatch.intake.Format;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a format by its name, with either of '-' and '_'. */
final class FormatName implements ITypeConverter<Format> {

  /** All names, for help and completion. */
  static final class All implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Format.values()).map(Format::toString).iterator();
    }
  }

  @Override
  public Format convert(String text) {
    String wanted = text.toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(Format.values())
        .filter(format -> format.toString().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is none of " + String.join(", ", new All())));
  }
}
