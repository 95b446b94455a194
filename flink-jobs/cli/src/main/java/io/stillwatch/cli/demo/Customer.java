package io.stillwatch.cli.demo;

import java.util.random.RandomGenerator;

/**
 * What one account asks, exchange after exchange; holds its conversation, its list or its hand of
 * cards.
 */
interface Customer {

  Exchange next(RandomGenerator random);
}
