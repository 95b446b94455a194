package io.stillwatch.patterns;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded sightings in which every built-in pattern has something to find. */
public final class Traffic {

  public static final SignalCatalog CATALOG = SignalCatalog.installed();

  private static final Facts FACTS =
      Facts.builder()
          .text(Fact.MODEL, "model")
          .number(Fact.INPUT_TOKENS, 10)
          .number(Fact.OUTPUT_TOKENS, 20)
          .number(Fact.TURNS, 1)
          .number(Fact.TOOL_CALL_COUNT, 0)
          .number(Fact.STATUS, 200)
          .truth(Fact.REFUSED, false)
          .build();

  private Traffic() {}

  public static Sighting sighting(
      String account, String exchange, Phase phase, long atMs, SignalSet signals) {
    return new Sighting(
        "default",
        account,
        "org-" + account,
        null,
        exchange,
        ExchangeHash.of(exchange),
        phase,
        atMs,
        atMs + 3,
        FACTS,
        signals,
        LinkHashes.NONE);
  }

  /**
   * Late events, repeated ones, two-phase ones, quiet stretches; few accounts, so that they get
   * far.
   */
  public static List<Sighting> of(long seed, int events, int accounts) {
    Random random = new Random(seed);
    List<Sighting> stream = new ArrayList<>();
    long now = 1_750_000_000_000L;
    int exchange = 0;
    while (stream.size() < events) {
      now += random.nextInt(200) == 0 ? random.nextInt(7_200_000) : random.nextInt(20_000);
      long at = now - (random.nextInt(10) == 0 ? random.nextInt(600_000) : 0);
      String account = "a" + random.nextInt(accounts);
      String id = "x" + exchange++;
      SignalSet signals = signals(random);
      if (random.nextInt(3) == 0) {
        stream.add(sighting(account, id, Phase.REQUEST, at, signals));
        if (random.nextInt(10) != 0) {
          stream.add(sighting(account, id, Phase.RESPONSE, at + 2_000, SignalSet.EMPTY));
        }
      } else {
        stream.add(sighting(account, id, Phase.EXCHANGE, at, signals));
      }
      if (random.nextInt(10) == 0) {
        stream.add(stream.get(stream.size() - 1 - random.nextInt(Math.min(5, stream.size()))));
      }
    }
    return stream;
  }

  private static SignalSet signals(Random random) {
    long[] values = new long[CATALOG.width()];
    if (random.nextInt(3) == 0) {
      values[CATALOG.code("cot_elicitation")] =
          Double.doubleToRawLongBits(0.6 + 0.4 * random.nextDouble());
    }
    if (random.nextInt(4) == 0) {
      values[CATALOG.code("pair")] = 1 + random.nextInt(40);
    }
    if (random.nextInt(4) == 0) {
      values[CATALOG.code("rubric_grading")] = Double.doubleToRawLongBits(random.nextDouble());
    }
    values[CATALOG.code("prompt")] = 1 + random.nextInt(6);
    values[CATALOG.code("tail")] = values[CATALOG.code("prompt")]; // a link for some
    return SignalSet.of(values);
  }
}
