package io.stillwatch.perf.gateway;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** The two phases of an exchange as events of ours, to Kafka as they come. */
final class EventTap implements Tap {

  private final EmbeddedEngine engine;

  EventTap(EmbeddedEngine engine) {
    this.engine = engine;
  }

  @Override
  public void asked(String account, long exchange, String prompt) {
    publish(event(account, exchange, Phase.REQUEST).setPromptText(prompt).build());
  }

  @Override
  public void answered(String account, long exchange, String prompt) {
    publish(event(account, exchange, Phase.RESPONSE).setOutputTokens(900L).build());
  }

  private static InferenceEvent.Builder event(String account, long exchange, Phase phase) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x-" + exchange)
        .setAccountId(account)
        .setOccurredAt(Instant.now())
        .setPhase(phase)
        .setModel("large-2");
  }

  private void publish(InferenceEvent event) {
    CompletableFuture<Void> unused = engine.publish(event);
  }

  @Override
  public void close() {}
}
