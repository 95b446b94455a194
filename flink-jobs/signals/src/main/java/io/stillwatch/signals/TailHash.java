package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * The closing of a prompt as one hash: many pipelines put the input first and their instructions
 * last (S1).
 *
 * <p>The last sentences of the prompt, with numbers and quoted spans masked. Shown only where they
 * stand behind the opening, so that a prompt of one sentence does not count twice. Looks alike: the
 * same as of a skeleton, and closing lines are often stock ones ("answer with yes or no").
 */
@AutoService(Signal.class)
public final class TailHash implements Signal {

  @Override
  public int code() {
    return 6;
  }

  @Override
  public String name() {
    return "tail";
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
    int to = texts.size();
    int opening = TemplateParts.openingEnd(texts, from, to);
    int start = TemplateParts.closingStart(texts, opening, to);
    return start == to ? 0 : TemplateParts.hash(texts, start, to);
  }
}
