package io.stillwatch.jobs;

import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.operator.FeedbackSource;

/** What humans have said, from {@code detection.feedback}. */
record KafkaFeedback(KafkaAccess kafka, Topics topics) implements FeedbackSource {

  @Override
  public Opening open() {
    FeedbackBook book = new FeedbackBook();
    long next = new FeedbackTopic(kafka, topics).read(change -> book.apply(change.feedback()));
    return new Opening(book, next);
  }
}
