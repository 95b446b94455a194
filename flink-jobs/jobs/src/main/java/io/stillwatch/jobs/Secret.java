package io.stillwatch.jobs;

import java.io.Serializable;

/** A setting that must not reach a log: it does not print itself. */
public record Secret(String value) implements Serializable {

  @Override
  public String toString() {
    return "(set)";
  }
}
