package io.stillwatch.profiles;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an account's profile said at one moment. Immutable. */
public final class AccountSnapshot implements AccountView {

  private final long firstSeenMs;
  private final long clockMs;
  private final double distinctPrompts;
  private final double[][] values;
  private final double[] surges;
  private final @Nullable Segment segment;

  /**
   * @param values by the ordinals of horizon and counter; taken over
   * @param surges by the ordinal of the amount; taken over
   */
  public AccountSnapshot(
      long firstSeenMs,
      long clockMs,
      double distinctPrompts,
      double[][] values,
      double[] surges,
      @Nullable Segment segment) {
    if (values.length != Horizon.ALL.length || values[0].length != Counter.ALL.length) {
      throw new IllegalArgumentException(
          "a snapshot has a value for each counter and horizon, " + Counter.ALL.length + " each");
    }
    if (surges.length != Amount.ALL.length) {
      throw new IllegalArgumentException("a snapshot has a surge for each amount");
    }
    this.firstSeenMs = firstSeenMs;
    this.clockMs = clockMs;
    this.distinctPrompts = distinctPrompts;
    this.values = values;
    this.surges = surges;
    this.segment = segment;
  }

  public static AccountSnapshot of(AccountView account) {
    if (account instanceof AccountSnapshot already) {
      return already;
    }
    double[][] values = new double[Horizon.ALL.length][Counter.ALL.length];
    for (Horizon horizon : Horizon.ALL) {
      for (Counter counter : Counter.ALL) {
        values[horizon.ordinal()][counter.ordinal()] = account.value(counter, horizon);
      }
    }
    double[] surges = new double[Amount.ALL.length];
    for (Amount amount : Amount.ALL) {
      surges[amount.ordinal()] = account.surge(amount);
    }
    return new AccountSnapshot(
        account.firstSeenMs(),
        account.clockMs(),
        account.distinctPrompts(),
        values,
        surges,
        account.segment());
  }

  @Override
  public double value(Counter counter, Horizon horizon) {
    return values[horizon.ordinal()][counter.ordinal()];
  }

  @Override
  public double distinctPrompts() {
    return distinctPrompts;
  }

  @Override
  public double surge(Amount amount) {
    return surges[amount.ordinal()];
  }

  @Override
  public @Nullable Segment segment() {
    return segment;
  }

  @Override
  public long firstSeenMs() {
    return firstSeenMs;
  }

  @Override
  public long clockMs() {
    return clockMs;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AccountSnapshot that
        && firstSeenMs == that.firstSeenMs
        && clockMs == that.clockMs
        && Double.compare(distinctPrompts, that.distinctPrompts) == 0
        && Arrays.deepEquals(values, that.values)
        && Arrays.equals(surges, that.surges)
        && segment == that.segment;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        firstSeenMs,
        clockMs,
        distinctPrompts,
        Arrays.deepHashCode(values),
        Arrays.hashCode(surges),
        segment);
  }
}
