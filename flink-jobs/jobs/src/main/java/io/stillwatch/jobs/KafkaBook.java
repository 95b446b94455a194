package io.stillwatch.jobs;

import io.stillwatch.patterns.BuiltInPatterns;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.signals.SignalCatalog;

/**
 * The pattern book: the built-in patterns, each as far as {@code detection.patterns} lets it go.
 */
public record KafkaBook(KafkaAccess kafka, Topics topics) implements BookSource {

  @Override
  public Opening open() {
    PatternTopic.Reading reading = new PatternTopic(kafka, topics).read();
    PatternBook book = PatternBook.of(BuiltInPatterns.of(SignalCatalog.installed()), Packer::pack);
    for (PatternTopic.Row row : reading.rows()) {
      book = book.with(row.tenant(), row.patternId(), row.mode());
    }
    return new Opening(book, reading.nextOffset());
  }
}
