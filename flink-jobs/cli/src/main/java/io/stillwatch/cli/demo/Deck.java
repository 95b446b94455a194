package io.stillwatch.cli.demo;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The work of one campaign: items that all its accounts draw from, none of them twice. */
final class Deck<T> {

  private static final int DRAWS_MAX = 1_000;

  private final Function<RandomGenerator, T> items;
  private final Set<T> dealt = new HashSet<>();

  Deck(Function<RandomGenerator, T> items) {
    this.items = items;
  }

  T deal(RandomGenerator random) {
    for (int draw = 0; draw < DRAWS_MAX; draw++) {
      T item = items.apply(random);
      if (dealt.add(item)) {
        return item;
      }
    }
    throw new IllegalStateException("a deck ran out after " + dealt.size() + " items");
  }
}
