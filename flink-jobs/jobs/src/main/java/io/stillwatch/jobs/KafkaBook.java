package io.stillwatch.jobs;

import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.operator.BookSource;

/** The pattern book: the starter patterns, and what {@code detection.patterns} has made of them. */
public record KafkaBook(KafkaAccess kafka, Topics topics) implements BookSource {

  @Override
  public Opening open() {
    PatternTopic.Reading reading = new PatternTopic(kafka, topics).read();
    return new Opening(reading.applyTo(StarterBook.book()), reading.nextOffset());
  }
}
