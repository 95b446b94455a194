package io.stillwatch.cli;

/**
 * The command is right, and what it names is not there, or not in the state that it is to leave: an
 * action, a campaign, an exception, a pattern, a freeze. Nothing was changed.
 */
public final class NoSuch extends WrongUse {

  private static final long serialVersionUID = 1L;

  public NoSuch(String message) {
    super(message);
  }
}
