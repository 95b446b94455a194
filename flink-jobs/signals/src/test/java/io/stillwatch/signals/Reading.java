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

  static long hash(String signal, @Nullable String system, @Nullable String prompt) {
    return of(system, prompt).hash(READER.catalog().code(signal));
  }

  static long hash(String signal, String prompt) {
    return hash(signal, null, prompt);
  }

  static double score(String signal, String prompt) {
    return of(prompt).score(READER.catalog().code(signal));
  }

  /** So many different words, none of which is in another call's. */
  static String words(String kind, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words.append(kind).append((char) ('a' + i % 26)).append((char) ('a' + i / 26 % 26));
      words.append((char) ('a' + i / 676)).append(' ');
    }
    return words.toString();
  }
}
