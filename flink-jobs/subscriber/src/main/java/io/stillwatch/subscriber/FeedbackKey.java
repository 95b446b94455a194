package io.stillwatch.subscriber;

import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.TopicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key of {@code detection.feedback}: {@code tenant|scope|subject|feedback_id}. */
record FeedbackKey(String tenant, FeedbackScope scope, String subject, String feedbackId) {

  /** The key that a text on the topic stands for, or null when it is none that this build knows. */
  static @Nullable FeedbackKey parse(String text) {
    List<String> parts = TopicKey.parts(text);
    if (parts.size() != 4) {
      return null;
    }
    for (FeedbackScope scope : FeedbackScope.values()) {
      if (scope.name().equals(parts.get(1))) {
        return new FeedbackKey(parts.get(0), scope, parts.get(2), parts.get(3));
      }
    }
    return null;
  }
}
