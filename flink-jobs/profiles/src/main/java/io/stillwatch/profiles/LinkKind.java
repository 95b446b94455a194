package io.stillwatch.profiles;

/**
 * A kind of thing that accounts can share.
 *
 * <p>The ordinal travels and is stored: constants are only ever added at the end.
 */
public enum LinkKind {
  /** Nothing but the tenant: how many accounts there are. */
  TENANT,
  /** What the prompts are filled into, by its opening. */
  TEMPLATE,
  /** The same by its closing, for those that put the input first. */
  CLOSING,
  /** Who pays. */
  CARD,
  /** Where the requests come from. */
  NETWORK,
  /** Settings that somebody chose, and the client program that sends them. */
  PROGRAM,
  /** The tools that are offered to the model. */
  TOOLS;

  static final LinkKind[] ALL = values();

  public static LinkKind of(int ordinal) {
    return ALL[ordinal];
  }
}
