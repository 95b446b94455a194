package io.stillwatch.perf.engine;

/** Numbers that look random and are the same in every run. */
final class Mix {

  private Mix() {}

  /** The finaliser of SplitMix64: different numbers give different ones, never 0 for 1 and up. */
  static long of(long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** A number from 0 up to 1. */
  static double unit(long number) {
    return (of(number) >>> 11) * 0x1p-53;
  }
}
