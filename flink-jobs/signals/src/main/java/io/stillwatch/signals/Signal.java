package io.stillwatch.signals;

import io.stillwatch.schemas.InferenceEvent;

/**
 * A fact about one exchange, read from it without memory.
 *
 * <p>An implementation registers itself with {@code @AutoService(Signal.class)}; nothing else needs
 * to know of it. It is stateless, shared between threads, linear in the text and never throws for
 * what a text contains.
 */
public interface Signal {

  /** What a value means. */
  enum Kind {
    /** A strength from 0 to 1. */
    SCORE,
    /** 64 bits that equal or do not; the reader seals them with the deployment's key. */
    HASH,
    /** 64 bits that are near where the texts are; keyed word by word by the signal itself. */
    SKETCH
  }

  /** The part of the exchange that the signal is read from. */
  enum Side {
    PROMPT,
    RESPONSE
  }

  /**
   * Its place in every {@link SignalSet}, in stored profiles too: never changed, never used again.
   */
  int code();

  /** Its name in patterns, features and findings, in lower snake case. */
  String name();

  Kind kind();

  Side side();

  /**
   * Reads the signal; 0 says that the exchange does not show it.
   *
   * @param texts the texts of the event, already folded into words
   * @return {@link Double#doubleToRawLongBits} of a score, or a hash or sketch
   */
  long read(Texts texts, InferenceEvent event);
}
