package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkObservation;

/** The key of the link stage. */
public final class LinkKey {

  private LinkKey() {}

  /** A tenant has no control characters, so the three parts cannot be read in two ways. */
  public static String of(LinkObservation observation) {
    return observation.tenant()
        + '\n'
        + observation.kind().ordinal()
        + '\n'
        + Long.toHexString(observation.link());
  }
}
