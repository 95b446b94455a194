package io.stillwatch.profiles;

/** What conditions may ask of an account. */
public interface AccountView {

  /** The counter's value at the account's clock. */
  double value(Counter counter, Horizon horizon);

  /** About how many different prompts the account has sent. */
  double distinctPrompts();

  /** The clock at its first event. */
  long firstSeenMs();

  /** The account's own monotone clock. */
  long clockMs();
}
