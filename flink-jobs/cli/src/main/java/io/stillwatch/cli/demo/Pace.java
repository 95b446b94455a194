package io.stillwatch.cli.demo;

/** When an account asks. */
sealed interface Pace {

  /**
   * Somebody who walks in: takes a share, by weight, of whatever the scheduled accounts leave of
   * the rate.
   */
  record WalkIn(double weight) implements Pace {}

  /**
   * A machine that runs on a schedule: so many exchanges in a row, then silence until the next run.
   */
  record Runs(long firstMs, long everyMs, int exchanges, long gapMs) implements Pace {}

  /** A worker that joins at a time and then keeps asking at an uneven pace. */
  record Joins(long atMs, long gapMs) implements Pace {}
}
