package io.stillwatch.cli;

/** What the command tells the shell. */
final class ExitCode {

  static final int DONE = 0;
  static final int WRONG_USE = 1;
  static final int CHECK_FAILED = 2;
  static final int OUR_FAULT = 3;

  private ExitCode() {}
}
