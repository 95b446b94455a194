package io.stillwatch.cli;

/** For whom a result is written: a human or a program. */
enum OutputForm {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return this == TEXT ? "text" : "json";
  }
}
