package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RequestParams;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a request as one hash: a pipeline's odd, fixed settings mark it wherever it runs
 * (S14).
 *
 * <p>The tuple of what was set, and what it was set to: max_tokens, temperature, top_p, n,
 * top_logprobs, logit_bias_size, thinking_budget, stream. Not the seed, which pipelines count up.
 * Looks alike: the defaults of every client library, so a common tuple means nothing.
 */
@AutoService(Signal.class)
public final class ParamsHash implements Signal {

  @Override
  public int code() {
    return 5;
  }

  @Override
  public String name() {
    return "params";
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
    RequestParams params = event.getParams();
    if (params == null) {
      return 0;
    }
    Boolean stream = params.getStream();
    SipHash hash = texts.hasher();
    int set =
        add(hash, 1, params.getMaxTokens())
            + add(hash, 2, params.getTemperature())
            + add(hash, 3, params.getTopP())
            + add(hash, 4, params.getN())
            + add(hash, 5, params.getTopLogprobs())
            + add(hash, 6, params.getLogitBiasSize())
            + add(hash, 7, params.getThinkingBudget())
            + add(hash, 8, stream == null ? null : stream ? 1 : 0);
    return set == 0 ? 0 : hash.endNonZero();
  }

  private static int add(SipHash hash, int field, @Nullable Number value) {
    if (value == null) {
      return 0;
    }
    // Adding 0.0 makes one zero of the two that doubles have.
    long bits =
        value instanceof Double real ? Double.doubleToLongBits(real + 0.0) : value.longValue();
    hash.add((byte) field).add(bits);
    return 1;
  }
}
