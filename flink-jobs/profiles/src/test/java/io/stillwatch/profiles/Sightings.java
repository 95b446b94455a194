package io.stillwatch.profiles;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;

/** Sightings for tests, with signals by name. */
final class Sightings {

  static final SignalCatalog CATALOG = SignalCatalog.installed();

  static final Facts FACTS =
      Facts.builder()
          .number(Fact.INPUT_TOKENS, 10)
          .number(Fact.OUTPUT_TOKENS, 20)
          .number(Fact.REASONING_TOKENS, 5)
          .truth(Fact.REFUSED, false)
          .build();

  private Sightings() {}

  static Sighting of(String exchange, Phase phase, long atMs, SignalSet signals) {
    return of(exchange, phase, atMs, FACTS, signals);
  }

  static Sighting of(String exchange, Phase phase, long atMs, Facts facts, SignalSet signals) {
    return new Sighting(
        "default",
        "account",
        null,
        null,
        exchange,
        ExchangeHash.of(exchange),
        phase,
        atMs,
        Sighting.ABSENT,
        facts,
        signals,
        LinkHashes.NONE);
  }

  static Sighting of(String exchange, Phase phase, long atMs) {
    return of(exchange, phase, atMs, SignalSet.EMPTY);
  }

  static SignalSet pair(long pairHash, long promptHash) {
    long[] values = new long[CATALOG.width()];
    values[CATALOG.code("pair")] = pairHash;
    values[CATALOG.code("prompt")] = promptHash;
    return SignalSet.of(values);
  }

  static SignalSet reasoning(double score) {
    long[] values = new long[CATALOG.width()];
    values[CATALOG.code("cot_elicitation")] = Double.doubleToRawLongBits(score);
    return SignalSet.of(values);
  }
}
