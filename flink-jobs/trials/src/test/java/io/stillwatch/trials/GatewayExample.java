package io.stillwatch.trials;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.subscriber.Decision;
import io.stillwatch.subscriber.HeldAction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * An example: a gateway in front of a model that has the whole engine in its own process.
 *
 * <p>For each request it asks the table of what is in force, which costs no network and no lock. A
 * suspended account is refused there and then. Any other request is published, and answered without
 * waiting for the engine: what the engine makes of it holds for the account's next one.
 *
 * <pre>{@code
 * try (GatewayExample gateway = new GatewayExample(dataDir, kafka, "")) {
 *   GatewayExample.Answer answer = gateway.handle("account-1", "exchange-1", prompt);
 * }
 * }</pre>
 */
final class GatewayExample implements AutoCloseable {

  private static final String TENANT = "default";

  /** What became of a request. */
  sealed interface Answer {

    /** The model answers. */
    record Served(String text) implements Answer {}

    /**
     * The account is suspended.
     *
     * @param reference what the customer may quote to support
     * @param until when it may come back
     */
    record Refused(String reference, Instant until) implements Answer {}
  }

  private final EmbeddedEngine engine;

  /**
   * Starts the engine and waits until it is at work.
   *
   * @param dataDir what the engine keeps from one start to the next
   * @param kafka the brokers; an engine that is given none starts its own
   * @param topicsPrefix sets several engines on one cluster apart; mostly empty
   */
  GatewayExample(Path dataDir, String kafka, String topicsPrefix)
      throws IOException, InterruptedException, TimeoutException {
    engine =
        EmbeddedEngine.builder()
            .dataDir(dataDir)
            .bootstrapServers(kafka)
            .set("topics.prefix", topicsPrefix)
            // As much as the trial asks for; left alone, a pattern holds after ten of so few
            // accounts.
            .set("budget.accounts.least", "1000")
            .set("budget.accounts.per.hour", "1000")
            .start();
    engine.awaitRunning(Duration.ofMinutes(4));
  }

  /** One request of a customer. Any number of threads may call it. */
  Answer handle(String account, String exchange, String prompt) {
    Instant now = Instant.now();
    Decision decision = engine.inForce().decide(TENANT, account, null, null, now.toEpochMilli());
    HeldAction action = decision.action();
    if (decision.suspended() && action != null) {
      return new Answer.Refused(action.publicReference(), action.expiresAt());
    }
    engine
        .publish(
            InferenceEvent.newBuilder()
                .setExchangeId(exchange)
                .setAccountId(account)
                .setOccurredAt(now)
                .setPhase(Phase.REQUEST)
                .setOperation("chat")
                .setPromptText(prompt)
                .build())
        .whenComplete(whenUnpublished());
    return new Answer.Served("the model's answer to " + exchange);
  }

  /**
   * An event that cannot be published must not cost the customer an answer; operators hear of it.
   */
  private static BiConsumer<Void, Throwable> whenUnpublished() {
    return (done, failure) -> {
      if (failure != null) {
        System.err.println("stillwatch did not get an event: " + failure);
      }
    };
  }

  /** The engine, for whoever watches it. */
  EmbeddedEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
  }
}
