package io.stillwatch.patterns;

/** From the text of a pattern to what it means. */
@FunctionalInterface
public interface PatternCompiler {

  /** A text that is no pattern, with all that is wrong in it. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message);
    }
  }

  PatternSpec compile(String name, String source) throws RefusedException;
}
