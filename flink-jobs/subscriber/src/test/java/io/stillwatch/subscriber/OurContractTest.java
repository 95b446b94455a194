package io.stillwatch.subscriber;

import io.stillwatch.contract.Answer;
import io.stillwatch.contract.Step;
import io.stillwatch.contract.SubscriberContract;
import io.stillwatch.contract.SubscriberUnderTest;
import io.stillwatch.contract.Topic;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Our subscriber keeps the contract that others are held to. */
final class OurContractTest implements SubscriberContract {

  @Override
  public SubscriberUnderTest subscriber() {
    return new Ours();
  }

  /** Records go the way that the reader's go; only Kafka is missing. */
  private static final class Ours implements SubscriberUnderTest {

    private static final SubscriberTopics TOPICS = SubscriberTopics.withPrefix("");

    private ActionsInForce actions = new ActionsInForce();
    private Intake intake = intake();
    private long offset;

    private Intake intake() {
      return new Intake(
          TOPICS, actions, new Telling(ControlTopicListener.SILENT), System::nanoTime);
    }

    @Override
    public void feed(Topic topic, byte[] key, byte @Nullable [] value, long nowMs) {
      String name =
          switch (topic) {
            case ACTIONS -> TOPICS.actions();
            case FEEDBACK -> TOPICS.feedback();
            case SCHEMAS -> TOPICS.schemas();
          };
      intake.take(new ConsumerRecord<>(name, 0, offset++, key, value), nowMs);
      intake.retry(nowMs);
    }

    @Override
    public void restart() {
      actions = new ActionsInForce();
      intake = intake();
      offset = 0;
    }

    @Override
    public Answer ask(Step.Request request, long nowMs) {
      Decision decision =
          actions.decide(
              request.tenant(), request.account(), request.apiKey(), request.organization(), nowMs);
      HeldAction action = decision.action();
      return new Answer(
          decision.rung().name().toUpperCase(Locale.ROOT),
          action == null ? "" : action.publicReference(),
          decision.observe() != null,
          decision.challenge() != null,
          decision.watermark() != null);
    }
  }
}
