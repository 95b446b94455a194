package io.stillwatch.perf.job;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events that wait on the topic, so that whoever makes them takes no processor time while they are
 * worked off.
 */
final class Backlog {

  private static final int ACCOUNTS = 100_000;
  private static final int UNDER_WAY_MAX = 20_000;
  private static final int TEXT_CHARS = 2_048;
  private static final int TEXTS = 1 << 10;
  private static final String[] WORDS =
      ("please explain how the harbour pump is serviced and which valves need grease before winter when"
              + " salt water stands in the lower chamber write a short note for the crew about it")
          .split(" ");

  private final boolean text;
  private final SplittableRandom random = new SplittableRandom(1);
  private final String[] texts = new String[TEXTS];

  /**
   * @param text whether they carry a prompt of 2 KB, or what a sidecar has read from it
   */
  Backlog(boolean text) {
    this.text = text;
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = text();
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    while (text.length() < TEXT_CHARS) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.toString();
  }

  /** Publishes so many and waits until the broker has them. */
  void publish(EmbeddedEngine engine, long events) throws InterruptedException {
    Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
    AtomicLong refused = new AtomicLong();
    for (long i = 0; i < events; i++) {
      underWay.acquire();
      CompletableFuture<Void> unused =
          engine
              .publish(event(i))
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      refused.incrementAndGet();
                    }
                    underWay.release();
                  });
    }
    underWay.acquire(UNDER_WAY_MAX);
    if (refused.get() > 0) {
      throw new IllegalStateException("the broker did not take " + refused + " events");
    }
  }

  private InferenceEvent event(long number) {
    // The most active of n accounts is so by Zipf's law with exponent 1, near enough.
    int account = (int) Math.pow(ACCOUNTS, random.nextDouble());
    InferenceEvent.Builder event =
        InferenceEvent.newBuilder()
            .setExchangeId(String.format(Locale.ROOT, "exch-%016x", number))
            .setAccountId(String.format(Locale.ROOT, "acct-%012x", account))
            .setOrganizationId("org-" + account / 4)
            .setOccurredAt(Instant.now())
            .setPhase(Phase.EXCHANGE)
            .setModel("large-3")
            .setOperation("chat")
            .setRegion("eu-central")
            .setFinishReason("stop")
            .setStatus(200)
            .setTurns(1)
            .setInputTokens(500L)
            .setOutputTokens((long) random.nextInt(2_000));
    if (text) {
      return event.setPromptText(texts[random.nextInt(TEXTS)]).build();
    }
    return event
        .setFeatures(
            Features.newBuilder()
                .setHashes(Map.of("prompt", random.nextLong(), "skeleton", random.nextLong()))
                .setScores(
                    random.nextInt(8) == 0
                        ? Map.of("rubric_grading", 0.9, "cot_elicitation", 0.9)
                        : Map.of())
                .setPromptLength(TEXT_CHARS)
                .build())
        .build();
  }
}
