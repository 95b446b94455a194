package io.stillwatch.cli.demo;

import java.util.random.RandomGenerator;

/**
 * An account with what it is, what it asks and when.
 *
 * @param random its own, so that one account's draws do not move another's
 */
record Seat(Account account, Role role, Customer customer, Pace pace, RandomGenerator random) {

  Exchange next() {
    return customer.next(random);
  }
}
