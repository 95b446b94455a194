package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.Attestation;
import io.stillwatch.schemas.InferenceEvent;
import org.jspecify.annotations.Nullable;

/**
 * What a server attests of the model it runs, as one hash: the model's name with the digests of
 * weights and configuration and the number of experts (S22).
 *
 * <p>One exchange cannot tell what is expected; equal values say that two servers, or one server
 * twice, run the same. The version is left out: it may change where the weights do not. Looks
 * alike: a deployment in progress.
 */
@AutoService(Signal.class)
public final class AttestedHash implements Signal {

  @Override
  public int code() {
    return 24;
  }

  @Override
  public String name() {
    return "attested";
  }

  @Override
  public Kind kind() {
    return Kind.HASH;
  }

  @Override
  public Side side() {
    return Side.RESPONSE;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    Attestation attested = event.getAttestation();
    if (attested == null) {
      return 0;
    }
    Integer experts = attested.getExpertCount();
    SipHash hash = texts.hasher();
    add(hash, event.getModel());
    add(hash, attested.getWeightsDigest());
    add(hash, attested.getConfigDigest());
    return hash.add(experts == null ? -1L : experts).endNonZero();
  }

  private static void add(SipHash hash, @Nullable String text) {
    hash.add(text == null ? "" : text).add((byte) 0);
  }
}
