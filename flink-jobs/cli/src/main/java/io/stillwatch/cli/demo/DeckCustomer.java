package io.stillwatch.cli.demo;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A member of a campaign that works through its share of a deck, one new item an exchange. */
final class DeckCustomer implements Customer {

  private final Deck<String> deck;
  private final @Nullable String system;
  private final Answers answers;

  /** How the model answers such an item. */
  interface Answers {
    String to(RandomGenerator random);
  }

  DeckCustomer(Deck<String> deck, @Nullable String system, Answers answers) {
    this.deck = deck;
    this.system = system;
    this.answers = answers;
  }

  @Override
  public Exchange next(RandomGenerator random) {
    return Exchange.single(system, deck.deal(random), answers.to(random));
  }
}
