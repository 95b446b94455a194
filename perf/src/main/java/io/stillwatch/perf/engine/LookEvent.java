package io.stillwatch.perf.engine;

import io.stillwatch.profiles.Look;

/** A look as Esper reads it: public, as what it compiles is in a package of its own. */
public final class LookEvent {

  private final Look look;

  LookEvent(Look look) {
    this.look = look;
  }

  public String getAccount() {
    return look.sighting().accountId();
  }

  public long getOccurred() {
    return look.clockMs();
  }

  public double getReasoning() {
    return Column.REASONING.score(look);
  }

  public double getRubric() {
    return Column.RUBRIC.score(look);
  }

  public long getPair() {
    return Column.PAIR.bits(look);
  }

  public long getSkeleton() {
    return Column.SKELETON.bits(look);
  }

  public long getParams() {
    return Column.PARAMS.bits(look);
  }

  public long getModel() {
    return Column.MODEL.bits(look);
  }

  public long getLogprobs() {
    return Column.LOGPROBS.bits(look);
  }
}
