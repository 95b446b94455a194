package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How much a response has the shape of a verdict: a few tokens to a long prompt (S8).
 *
 * <p>Reason: a mark or a letter for a long text is what a reward model is trained on. Full strength
 * at 4 tokens or fewer, none from 32 on; full from 600 tokens of input on, none below 150. Looks
 * alike: classification and extraction of every kind. Says nothing without a prompt that grades or
 * compares.
 */
@AutoService(Signal.class)
public final class TinyVerdict implements Signal {

  private static final double OUTPUT_FULL = 4;
  private static final double OUTPUT_NONE = 32;
  private static final double INPUT_NONE = 150;
  private static final double INPUT_FULL = 600;

  @Override
  public int code() {
    return 21;
  }

  @Override
  public String name() {
    return "tiny_verdict";
  }

  @Override
  public Kind kind() {
    return Kind.SCORE;
  }

  @Override
  public Side side() {
    return Side.RESPONSE;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    Long input = event.getInputTokens();
    Long output = event.getOutputTokens();
    Long reasoning = event.getReasoningTokens();
    if (input == null || output == null || output <= 0) {
      return 0;
    }
    double shown = output - (reasoning == null ? 0.0 : Math.min(reasoning, output - 1));
    double tiny = between(shown, OUTPUT_NONE, OUTPUT_FULL);
    return Double.doubleToRawLongBits(tiny * between(input, INPUT_NONE, INPUT_FULL));
  }

  /** 0 at the first bound, 1 at the second, straight in between. */
  private static double between(double value, double none, double full) {
    return Math.max(0, Math.min(1, (value - none) / (full - none)));
  }
}
