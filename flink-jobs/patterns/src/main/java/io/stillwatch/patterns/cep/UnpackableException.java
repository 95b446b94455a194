package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.PatternSpec;

/** A pattern that only stock Flink can run. */
public final class UnpackableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  UnpackableException(PatternSpec spec, String why) {
    super(
        "pattern '"
            + spec.id()
            + "' cannot be packed: "
            + why
            + "; run it with --engine flink-cep");
  }
}
