package io.stillwatch.cli.demo;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A customer whose every exchange is new and stands alone: batches, documents, code, tickets. */
final class TemplateCustomer implements Customer {

  private final Phrasebook phrases;
  private final @Nullable String system;
  private final String askRule;
  private final String answerRule;
  private final int tools;

  TemplateCustomer(
      Phrasebook phrases, @Nullable String system, String askRule, String answerRule, int tools) {
    this.phrases = phrases;
    this.system = system;
    this.askRule = askRule;
    this.answerRule = answerRule;
    this.tools = tools;
  }

  @Override
  public Exchange next(RandomGenerator random) {
    return new Exchange(
        system,
        phrases.say(askRule, random),
        phrases.say(answerRule, random),
        1,
        null,
        tools,
        tools > 0 ? random.nextInt(3) : 0);
  }
}
