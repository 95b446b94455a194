package io.stillwatch.jobs;

import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.enforcement.operator.FeedbackSource;

/** What humans have said, from {@code detection.feedback}. */
record KafkaFeedback(KafkaAccess kafka, Topics topics) implements FeedbackSource {

  @Override
  public Opening open() {
    FeedbackBook book = new FeedbackBook();
    long next =
        new FeedbackTopic(kafka, topics)
            .read(
                change -> {
                  if (change.what() instanceof FeedbackChange.Said said) {
                    book.apply(said.feedback());
                  } else if (change.what() instanceof FeedbackChange.Gone gone) {
                    book.forget(gone.tenant(), gone.scope(), gone.subject(), gone.feedbackId());
                  }
                });
    return new Opening(book, next);
  }
}
