package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RequestParams;
import org.jspecify.annotations.Nullable;

/**
 * How much a request's settings ask for the model's probabilities (S15).
 *
 * <p>Reason: logits tell more of a model per token than text does, and biasing a token's logit in
 * answers of one token reads them out one by one. Cues: top_logprobs, the more the stronger;
 * logit_bias; either of them with room for a few tokens only.
 *
 * <p>Looks alike: classifiers built on log-probabilities, which use few and stay within one task.
 * Never a reason alone.
 */
@AutoService(Signal.class)
public final class LogitProbe implements Signal {

  private static final int LOGPROBS_MANY = 10;
  private static final int FEW_TOKENS = 4;

  @Override
  public int code() {
    return 18;
  }

  @Override
  public String name() {
    return "logit_probe";
  }

  @Override
  public Kind kind() {
    return Kind.SCORE;
  }

  @Override
  public Side side() {
    return Side.PROMPT;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    RequestParams params = event.getParams();
    if (params == null) {
      return 0;
    }
    long logprobs = set(params.getTopLogprobs());
    long bias = set(params.getLogitBiasSize());
    if (logprobs == 0 && bias == 0) {
      return 0;
    }
    long room = set(params.getMaxTokens());
    double strength =
        new NoisyOr()
            .with(0.5, Math.min(1, (double) logprobs / LOGPROBS_MANY))
            .with(0.4, bias > 0 ? 1 : 0)
            .with(0.3, room > 0 && room <= FEW_TOKENS ? 1 : 0)
            .strength();
    return Double.doubleToRawLongBits(strength);
  }

  /** What was not told, and what no server would take, is 0. */
  private static long set(@Nullable Number value) {
    return value == null ? 0 : Math.max(0, value.longValue());
  }
}
