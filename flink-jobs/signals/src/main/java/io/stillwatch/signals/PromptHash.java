package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The whole prompt as one hash: system text and prompt, in order, as folded words.
 *
 * <p>Reason: tells a repeated prompt from a new one, and a pair asked in both orders (equal {@link
 * PairHash}, other prompt) from a retry. Looks alike: every cached or retried request; equality
 * alone says nothing. Serves S7.
 */
@AutoService(Signal.class)
public final class PromptHash implements Signal {

  @Override
  public int code() {
    return 2;
  }

  @Override
  public String name() {
    return "prompt";
  }

  @Override
  public Kind kind() {
    return Kind.HASH;
  }

  @Override
  public Side side() {
    return Side.PROMPT;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    if (texts.size() == 0) {
      return 0;
    }
    long hash = WordHash.START;
    for (int i = 0; i < texts.size(); i++) {
      if (i == texts.promptStart()) {
        hash = WordHash.step(hash, 0);
      }
      hash = WordHash.step(hash, texts.word(i));
    }
    return WordHash.end(hash);
  }
}
