package io.stillwatch.signals;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads prompts in tests as the job does. */
final class Reading {

  static final HashKey KEY = HashKey.fromHex("000102030405060708090a0b0c0d0e0f");

  private static final SignalReader READER = new SignalReader(KEY);

  private Reading() {}

  static InferenceEvent event(@Nullable String system, @Nullable String prompt) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x-1")
        .setAccountId("acct-1")
        .setOccurredAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setPhase(Phase.REQUEST)
        .setSystemText(system)
        .setPromptText(prompt)
        .build();
  }

  static SignalSet of(@Nullable String system, @Nullable String prompt) {
    return READER.read(event(system, prompt)).signals();
  }

  static SignalSet of(String prompt) {
    return of(null, prompt);
  }

  static double cot(String prompt) {
    return of(prompt).score(0);
  }

  static long pair(String prompt) {
    return of(prompt).hash(1);
  }

  static long prompt(String prompt) {
    return of(prompt).hash(2);
  }

  static double rubric(String prompt) {
    return of(prompt).score(3);
  }

  static long skeleton(String prompt) {
    return of(prompt).hash(4);
  }
}
