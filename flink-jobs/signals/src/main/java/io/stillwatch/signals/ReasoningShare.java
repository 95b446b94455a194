package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How much of what the model wrote was reasoning (S6).
 *
 * <p>Reason: inputs that are chosen for their reasoning make a model reason long and answer short.
 * The share of reasoning tokens in the output, damped where there are few: a short thought is
 * nothing. Looks alike: every hard question to a reasoning model. Never a reason alone.
 */
@AutoService(Signal.class)
public final class ReasoningShare implements Signal {

  /** Reasoning tokens at which the share counts half. */
  private static final double TOKENS_HALF = 256;

  @Override
  public int code() {
    return 20;
  }

  @Override
  public String name() {
    return "reasoning_share";
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
    Long reasoning = event.getReasoningTokens();
    Long output = event.getOutputTokens();
    if (reasoning == null || output == null || reasoning <= 0 || output <= 0) {
      return 0;
    }
    // Some count reasoning within the output and some beside it.
    double all = Math.max((double) output, (double) reasoning);
    return Double.doubleToRawLongBits(reasoning / all * reasoning / (reasoning + TOKENS_HALF));
  }
}
