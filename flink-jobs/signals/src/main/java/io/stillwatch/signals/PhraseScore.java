package io.stillwatch.signals;

import io.stillwatch.schemas.InferenceEvent;

/** A score that is read from the phrases of one lexicon. */
abstract class PhraseScore implements Signal, ReadsPhrases {

  private final int code;
  private final String name;
  private final Side side;
  private final Lexicon words;

  PhraseScore(int code, String name, Side side, Lexicon words) {
    this.code = code;
    this.name = name;
    this.side = side;
    this.words = words;
  }

  @Override
  public final int code() {
    return code;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Kind kind() {
    return Kind.SCORE;
  }

  @Override
  public final Side side() {
    return side;
  }

  @Override
  public final Phrases<?> phrases() {
    return words;
  }

  @Override
  public final long read(Texts texts, InferenceEvent event) {
    return Double.doubleToRawLongBits(strength(texts.heard(words), texts, event));
  }

  /** From 0, not shown, to 1. */
  abstract double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event);
}
