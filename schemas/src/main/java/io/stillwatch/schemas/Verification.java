package io.stillwatch.schemas;

/** Values of {@code account.verification} that decide something. */
public final class Verification {

  /** A company whose papers were seen: it is never made to feel an action without a human. */
  public static final String ORGANIZATION = "organization";

  private Verification() {}
}
