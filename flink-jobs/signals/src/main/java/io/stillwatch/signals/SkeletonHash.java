package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The opening of a prompt as one hash, so that different inputs filled into one template share it
 * (S1).
 *
 * <p>The first sentences of the system text, or of the prompt where there is none or hardly any,
 * with numbers and quoted spans masked: the same template gives the same value wherever it stands.
 * Looks alike: most honest use is templated too, so an equal skeleton is a key to join other
 * evidence by and never a reason itself.
 */
@AutoService(Signal.class)
public final class SkeletonHash implements Signal {

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
    int from = start(texts);
    int end = TemplateParts.openingEnd(texts, from, end(texts));
    return end == from ? 0 : TemplateParts.hash(texts, from, end);
  }

  /** Whether the system text is long enough to be the template. */
  static boolean bySystem(Texts texts) {
    return TemplateParts.openingEnd(texts, 0, texts.promptStart()) > 0;
  }

  /** First word of the text that the skeleton is of. */
  static int start(Texts texts) {
    int prompt = texts.promptStart();
    boolean byPrompt =
        !bySystem(texts) && TemplateParts.openingEnd(texts, prompt, texts.size()) > prompt;
    return byPrompt ? prompt : 0;
  }

  /** Where the text that the skeleton is of ends, exclusive. */
  static int end(Texts texts) {
    return bySystem(texts) ? texts.promptStart() : texts.size();
  }
}
