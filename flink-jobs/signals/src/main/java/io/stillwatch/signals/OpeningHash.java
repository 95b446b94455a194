package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The opening of a prompt that stands behind a system text, as one hash (S1).
 *
 * <p>Reason: the system text of a popular tool is a cloak; behind it the pipeline's own template is
 * still the opening of every prompt. Shown only where {@link SkeletonHash} is of the system text,
 * so that no prompt gives the same value twice under two names. Looks alike: whatever is asked of a
 * tool again and again.
 */
@AutoService(Signal.class)
public final class OpeningHash implements Signal {

  @Override
  public int code() {
    return 17;
  }

  @Override
  public String name() {
    return "opening";
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
    int from = texts.promptStart();
    int end = TemplateParts.openingEnd(texts, from, texts.size());
    return end == from || !SkeletonHash.bySystem(texts) ? 0 : TemplateParts.hash(texts, from, end);
  }
}
