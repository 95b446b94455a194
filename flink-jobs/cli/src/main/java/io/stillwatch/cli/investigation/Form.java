package io.stillwatch.cli.investigation;

import java.util.Locale;

/** For whom a result is written: columns for a human, or JSON for a program. */
public enum Form {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
