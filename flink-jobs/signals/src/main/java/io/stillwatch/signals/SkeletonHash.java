package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The head of a prompt as one hash, so that different inputs filled into one template share it
 * (S1).
 *
 * <p>The first words of the system text, or of the prompt where there is none or hardly any, with
 * numbers and quoted spans masked: those are what a template is filled with. The head ends at the
 * first empty line or label behind which a template usually puts its input. Looks alike: most
 * honest use is templated too, so an equal skeleton is a key to join other evidence by and never a
 * reason itself.
 */
@AutoService(Signal.class)
public final class SkeletonHash implements Signal {

  private static final long MASK = 1;

  @Override
  public int code() {
    return 4;
  }

  @Override
  public String name() {
    return "skeleton";
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
    if (texts.size() < SignalLimits.SKELETON_WORDS_MIN) {
      return 0;
    }
    boolean bySystem = texts.promptStart() >= SignalLimits.SKELETON_WORDS_MIN;
    int from = bySystem ? 0 : texts.promptStart();
    int to = bySystem ? texts.promptStart() : texts.size();
    if (to - from < SignalLimits.SKELETON_WORDS_MIN) {
      from = 0;
    }
    SipHash hash = texts.hasher();
    int words = 0;
    boolean masked = false;
    for (int i = from; i < to && words < SignalLimits.SKELETON_WORDS_MAX; i++) {
      if (words >= SignalLimits.SKELETON_HEAD_WORDS_MIN && texts.is(i, Texts.BLOCK)) {
        break;
      }
      boolean mask = texts.is(i, Texts.NUMBER | Texts.QUOTED);
      if (mask && masked) {
        continue;
      }
      hash.add(mask ? MASK : texts.word(i));
      masked = mask;
      words++;
    }
    return hash.endNonZero();
  }
}
