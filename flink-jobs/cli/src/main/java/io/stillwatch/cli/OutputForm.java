package io.stillwatch.cli;

/** For whom a result is written: a human or a program. */
public enum OutputForm {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return this == TEXT ? "text" : "json";
  }
}
