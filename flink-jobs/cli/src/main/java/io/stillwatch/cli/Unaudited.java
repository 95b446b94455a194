package io.stillwatch.cli;

/** What was asked for is done and in force, but the audit topic does not say so: our fault. */
public final class Unaudited extends Incomplete {

  private static final long serialVersionUID = 1L;

  public Unaudited(String topic, Throwable cause) {
    super(
        "it is in force; the audit entry could not be written to "
            + topic
            + ": "
            + Reason.of(cause),
        cause);
  }
}
