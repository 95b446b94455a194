package io.stillwatch.patterns.cep;

/** A pattern that has no packed automaton. */
public final class UnpackableException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** One that stock Flink can run. */
  UnpackableException(String pattern, String why) {
    this("pattern '" + pattern + "' cannot be packed: " + why + "; run it with --engine flink-cep");
  }

  private UnpackableException(String message) {
    super(message);
  }

  /** One that Flink CEP does not take either. */
  static UnpackableException nowhere(String pattern, String why) {
    return new UnpackableException("pattern '" + pattern + "': Flink CEP refuses it: " + why);
  }
}
