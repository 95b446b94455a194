package io.stillwatch.patterns;

import java.util.List;

/**
 * One complete match, told by exchange hashes.
 *
 * @param firstAtMs the account's clock at its first look
 * @param exchanges hashes of the exchanges that are known of it, oldest first; the last one decided
 * @param steps what each step took; one that took nothing is not among them
 * @param measured what was added up, by name; empty for a sequence
 */
public record Match(
    PatternSpec pattern,
    long firstAtMs,
    List<Long> exchanges,
    List<StepTaken> steps,
    List<Measured> measured) {

  /** What one step took. */
  public record StepTaken(String name, int count, long firstExchange, long lastExchange) {}

  /** A sum, beside what it had to reach. */
  public record Measured(String name, double value, double threshold) {}

  /** A match of a sequence. */
  static Match of(
      PatternSpec pattern, long firstAtMs, List<Long> exchanges, List<StepTaken> steps) {
    return new Match(pattern, firstAtMs, exchanges, steps, List.of());
  }

  public long firstExchange() {
    return exchanges.get(0);
  }
}
