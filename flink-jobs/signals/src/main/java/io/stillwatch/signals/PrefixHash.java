package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How a long text begins, as one hash: the same document asked about in many ways shares it (S20).
 *
 * <p>Of the prompt where that is long, else of the system text, else none. Some 1,500 characters of
 * text of which there are at least twice as many. Looks alike: retrieval over one handbook, review
 * of one contract by many hands.
 */
@AutoService(Signal.class)
public final class PrefixHash implements Signal {

  @Override
  public int code() {
    return 16;
  }

  @Override
  public String name() {
    return "prefix";
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
    long prefix = prefix(texts, texts.promptStart(), texts.size());
    return prefix != 0 ? prefix : prefix(texts, 0, texts.promptStart());
  }

  private static long prefix(Texts texts, int from, int to) {
    int wanted = SignalLimits.PREFIX_WORDS * 2;
    long hash = WordHash.START;
    long prefix = 0;
    int length = 0;
    for (int i = from; i < to && length < wanted * 2; i++) {
      length += texts.is(i, Texts.IDEOGRAPH) ? 1 : 2;
      if (prefix == 0) {
        hash = WordHash.step(hash, texts.word(i));
        prefix = length >= wanted ? WordHash.end(hash) : 0;
      }
    }
    return length >= wanted * 2 ? prefix : 0;
  }
}
