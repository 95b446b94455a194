package io.stillwatch.patterns;

import java.util.List;

/**
 * One complete match, told by exchange hashes.
 *
 * @param exchanges hashes of all exchanges that it took, oldest first; the last one decided
 */
public record Match(
    PatternSpec pattern, long firstAtMs, List<Long> exchanges, List<StepTaken> steps) {

  /** What one step took. */
  public record StepTaken(String name, int count, long firstExchange, long lastExchange) {}

  public long firstExchange() {
    return exchanges.get(0);
  }
}
