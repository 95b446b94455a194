package io.stillwatch.cli;

import org.jspecify.annotations.Nullable;

/** What was asked for is done and in force, but something that belongs to it is not: our fault. */
public class Incomplete extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public Incomplete(String message, Throwable cause) {
    super(message, cause);
  }

  /** Both in one line, where both lack. */
  public static @Nullable Incomplete both(@Nullable Incomplete first, @Nullable Incomplete second) {
    return first == null
        ? second
        : second == null
            ? first
            : new Incomplete(first.getMessage() + "; " + second.getMessage(), first);
  }
}
