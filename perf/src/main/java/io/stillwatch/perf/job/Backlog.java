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
  private static final int WORDS = 1 << 12;

  private final boolean text;
  private final SplittableRandom random = new SplittableRandom(1);
  private final String[] words = new String[WORDS];

  /**
   * @param text whether they carry a prompt of 2 KB, or what a sidecar has read from it
   */
  Backlog(boolean text) {
    this.text = text;
    for (int i = 0; i < WORDS; i++) {
      words[i] = word();
    }
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int syllables = 1 + random.nextInt(3); syllables > 0; syllables--) {
      word.append("bdfglmnprst".charAt(random.nextInt(11)));
      word.append("aeiou".charAt(random.nextInt(5)));
    }
    return word.toString();
  }

  /** No two prompts are alike, as honest ones are not. */
  private String prompt() {
    StringBuilder prompt = new StringBuilder(TEXT_CHARS + 8);
    while (prompt.length() < TEXT_CHARS) {
      prompt.append(words[random.nextInt(WORDS)]).append(random.nextInt(12) == 0 ? ". " : " ");
    }
    return prompt.toString();
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
      return event.setPromptText(prompt()).build();
    }
    return event
        .setFeatures(
            Features.newBuilder()
                .setHashes(Map.of("prompt", random.nextLong(), "skeleton", random.nextLong()))
                .setScores(
                    random.nextInt(8) == 0
                        ? Map.of(account % 2 == 0 ? "rubric_grading" : "cot_elicitation", 0.9)
                        : Map.of())
                .setPromptLength(TEXT_CHARS)
                .build())
        .build();
  }
}
