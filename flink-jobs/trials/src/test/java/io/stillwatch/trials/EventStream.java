package io.stillwatch.trials;

import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Seeded events in which every built-in pattern finds something: late, repeated, in one phase or
 * two, with quiet stretches, from few accounts. Features stand in place of text, so that a trial
 * says what is shown.
 */
final class EventStream {

  static final long START = 1_750_000_000_000L;

  private EventStream() {}

  static List<InferenceEvent> of(long seed, int events, int accounts) {
    Random random = new Random(seed);
    List<InferenceEvent> stream = new ArrayList<>();
    long now = START;
    for (int exchange = 0; stream.size() < events; exchange++) {
      now +=
          random.nextInt(150) == 0 ? random.nextInt(7_200_000) : random.nextInt(40_000 / accounts);
      long at = now - (random.nextInt(10) == 0 ? random.nextInt(600_000) : 0);
      InferenceEvent event =
          InferenceEvent.newBuilder()
              .setExchangeId("x" + seed + "-" + exchange)
              .setAccountId("account-" + random.nextInt(accounts))
              .setOrganizationId("organisation")
              .setOccurredAt(Instant.ofEpochMilli(at))
              .setReceivedAt(Instant.ofEpochMilli(now + 5))
              .setPhase(Phase.EXCHANGE)
              .setInputTokens(100L)
              .setOutputTokens((long) random.nextInt(2_000))
              .setFeatures(features(random))
              .build();
      int form = random.nextInt(6);
      if (form < 2) {
        stream.add(InferenceEvent.newBuilder(event).setPhase(Phase.REQUEST).build());
        if (random.nextInt(12) != 0) {
          stream.add(
              InferenceEvent.newBuilder(event)
                  .setPhase(Phase.RESPONSE)
                  .setFeatures(null)
                  .setOccurredAt(Instant.ofEpochMilli(at + 800))
                  .build());
        }
      } else {
        stream.add(event);
      }
      if (random.nextInt(12) == 0) {
        int back = random.nextInt(Math.min(6, stream.size()));
        stream.add(stream.get(stream.size() - 1 - back));
      }
    }
    return stream;
  }

  private static Features features(Random random) {
    Map<String, Double> scores = new HashMap<>();
    Map<String, Long> hashes = new HashMap<>();
    switch (random.nextInt(4)) {
      case 0 -> scores.put("cot_elicitation", 0.6 + random.nextInt(5) / 10.0);
      case 1 -> scores.put("rubric_grading", 0.6 + random.nextInt(5) / 10.0);
      case 2 -> hashes.put("pair", 1L + random.nextInt(60));
      default -> {}
    }
    scores.replaceAll((name, score) -> Math.min(1, score));
    hashes.put("prompt", 1L + random.nextInt(8));
    return Features.newBuilder().setScores(scores).setHashes(hashes).build();
  }
}
