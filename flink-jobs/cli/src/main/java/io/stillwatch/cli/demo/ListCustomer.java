package io.stillwatch.cli.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/** A customer that asks one fixed list again at every run: an evaluation suite, a judge in CI. */
final class ListCustomer implements Customer {

  private final List<Exchange> list;
  private int at;

  ListCustomer(List<Exchange> list) {
    this.list = List.copyOf(list);
  }

  @Override
  public Exchange next(RandomGenerator random) {
    Exchange exchange = list.get(at);
    at = (at + 1) % list.size();
    return exchange;
  }
}
