package io.stillwatch.signals;

/**
 * Puts cues together that each leave some doubt: 1 minus the product of the doubts.
 *
 * <p>Cues of different kinds add up towards 1 and none needs to be there; the same cue said twice
 * counts once, because the lexicon reports it once.
 */
final class NoisyOr {

  private double doubt = 1;

  /** A cue of this weight, seen with this certainty, both from 0 to 1. */
  NoisyOr with(double weight, double certainty) {
    doubt *= 1 - weight * certainty;
    return this;
  }

  double strength() {
    return 1 - doubt;
  }
}
