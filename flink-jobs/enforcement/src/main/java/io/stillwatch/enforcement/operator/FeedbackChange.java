package io.stillwatch.enforcement.operator;

import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;

/**
 * A record of the feedback topic on its way to every task.
 *
 * @param offset its place in the topic, which has one partition: the order of what is said
 */
public record FeedbackChange(long offset, What what) {

  /** What stands there. */
  public sealed interface What permits Said, Gone {}

  /** Somebody said something. */
  public record Said(Feedback feedback) implements What {}

  /** What stood under a key was deleted. */
  public record Gone(String tenant, FeedbackScope scope, String subject, String feedbackId)
      implements What {}
}
