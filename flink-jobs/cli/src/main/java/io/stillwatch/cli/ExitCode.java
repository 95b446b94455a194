package io.stillwatch.cli;

/** What the command tells the shell. */
public final class ExitCode {

  public static final int DONE = 0;
  public static final int WRONG_USE = 1;
  public static final int CHECK_FAILED = 2;
  public static final int OUR_FAULT = 3;

  private ExitCode() {}
}
