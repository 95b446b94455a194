package io.stillwatch.profiles;

import io.stillwatch.schemas.Verification;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;

/** An organisation whose papers the provider has seen: nothing is done to it without a human. */
public final class Verified {

  /** What {@code account.verification} says of it. */
  public static final String ORGANIZATION = Verification.ORGANIZATION;

  private Verified() {}

  static boolean in(Facts facts) {
    return ORGANIZATION.equals(facts.text(Fact.VERIFICATION));
  }
}
