package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The words of a prompt as 64 bits that are near, in Hamming distance, where the words are (S10,
 * S11).
 *
 * <p>Reason: campaigns that paraphrase still ask for the same sort of thing; the mean of a few
 * sketches finds such twins. A SimHash over the distinct words of the prompt, in scripts without
 * spaces over pairs of characters; numbers stay out. Looks alike: customers of one product,
 * everyone with one subject. One sketch alone says little: two prompts of one task differ in two
 * fifths of the bits, unrelated ones in half. Nor does the mean of ten where there is no template:
 * accounts that ask bare questions are no nearer to each other than honest ones often are.
 */
@AutoService(Signal.class)
public final class PromptSketch implements Signal {

  @Override
  public int code() {
    return 9;
  }

  @Override
  public String name() {
    return "sketch";
  }

  @Override
  public Kind kind() {
    return Kind.SKETCH;
  }

  @Override
  public Side side() {
    return Side.PROMPT;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    int from = texts.promptStart() < texts.size() ? texts.promptStart() : 0;
    SketchTally tally = texts.tally();
    FeatureKey key = texts.featureKey();
    long before = 0;
    for (int i = from; i < texts.size() && tally.hasRoom(); i++) {
      int marks = texts.marks(i);
      long word = texts.word(i);
      if ((marks & (Texts.IDEOGRAPH | Texts.NUMBER)) == 0) {
        tally.add(key.of(word));
        before = 0;
      } else if ((marks & Texts.NUMBER) != 0) {
        before = 0;
      } else {
        if (before != 0) {
          tally.add(key.of(WordHash.step(before, word)));
        }
        before = word;
      }
    }
    if (tally.count() < SignalLimits.SKETCH_WORDS_MIN) {
      return 0;
    }
    long sketch = tally.majority();
    return sketch == 0 ? 1 : sketch;
  }
}
