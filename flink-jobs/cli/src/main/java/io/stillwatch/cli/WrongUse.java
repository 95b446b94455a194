package io.stillwatch.cli;

/**
 * Something that the caller can put right: its message is one line that says what is wrong and what
 * to do.
 */
public class WrongUse extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public WrongUse(String message) {
    super(message);
  }

  public WrongUse(String message, Throwable cause) {
    super(message, cause);
  }
}
