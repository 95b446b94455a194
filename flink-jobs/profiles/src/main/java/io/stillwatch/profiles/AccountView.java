package io.stillwatch.profiles;

import org.jspecify.annotations.Nullable;

/** What conditions may ask of an account. */
public interface AccountView {

  /** The counter's value at the account's clock. */
  double value(Counter counter, Horizon horizon);

  /** About how many different prompts the account has sent. */
  double distinctPrompts();

  /**
   * How far the account has lately taken more than it usually does, in days of its usual; NaN until
   * it is known what is usual. {@link Baseline} has how it is reckoned.
   */
  double surge(Amount amount);

  /** What kind of customer the account is; null until it is known. */
  @Nullable Segment segment();

  /** The clock at its first event. */
  long firstSeenMs();

  /** The account's own monotone clock. */
  long clockMs();
}
