package io.stillwatch.campaigns;

import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.signals.Sighting;

/**
 * The exchange that decided.
 *
 * @param founder names a campaign that it founds
 */
record Deciding(
    String exchangeId, long clockMs, long occurredAtMs, long receivedAtMs, long founder) {

  /** From when on a human can know of it: an account's clock may lag by a day behind that. */
  long knownAtMs() {
    return receivedAtMs == Sighting.ABSENT ? clockMs : receivedAtMs;
  }

  static Deciding of(LinkObservation observation) {
    return new Deciding(
        observation.exchangeId(),
        observation.clockMs(),
        observation.occurredAtMs(),
        observation.receivedAtMs(),
        observation.link());
  }

  static Deciding of(Attempt attempt) {
    return new Deciding(
        attempt.exchangeId(),
        attempt.clockMs(),
        attempt.occurredAtMs(),
        attempt.receivedAtMs(),
        attempt.prompt());
  }
}
