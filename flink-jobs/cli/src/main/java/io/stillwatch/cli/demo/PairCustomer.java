package io.stillwatch.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * A member of the paired campaign: asks for a preference, and a few exchanges later again with the
 * answers swapped.
 */
final class PairCustomer implements Customer {

  /** So many first halves may wait for their second. */
  private static final int WAITING_MAX = 3;

  private final Deck<Comparison> deck;
  private final String frame;
  private final Deque<Comparison> waiting = new ArrayDeque<>();

  PairCustomer(Deck<Comparison> deck, String frame) {
    this.deck = deck;
    this.frame = frame;
  }

  @Override
  public Exchange next(RandomGenerator random) {
    boolean second = waiting.size() == WAITING_MAX || (!waiting.isEmpty() && random.nextBoolean());
    Comparison item;
    if (second) {
      item = waiting.removeFirst().swapped();
    } else {
      item = deck.deal(random);
      waiting.addLast(item);
    }
    return Exchange.single(null, item.in(frame), random.nextBoolean() ? "A" : "B");
  }
}
