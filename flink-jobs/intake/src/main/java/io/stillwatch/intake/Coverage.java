package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Rejected;

/**
 * Counts what became of one source's records, so that nothing is left uncounted: every record has
 * one verdict at least, and {@code accepted + rejected - further = records}.
 */
public final class Coverage {
  private final long[] rejected = new long[RejectionReason.values().length];
  private long records;
  private long accepted;

  /** A record has come. */
  public void record() {
    records++;
  }

  /** One of its verdicts. */
  public void verdict(One verdict) {
    if (verdict instanceof Accepted) {
      accepted++;
    } else if (verdict instanceof Rejected why) {
      rejected[why.reason().code()]++;
    }
  }

  public long records() {
    return records;
  }

  public long accepted() {
    return accepted;
  }

  public long rejected(RejectionReason reason) {
    return rejected[reason.code()];
  }

  public long rejected() {
    long sum = 0;
    for (long count : rejected) {
      sum += count;
    }
    return sum;
  }

  /** Verdicts beyond the first of each record: what records that tell of several add. */
  public long further() {
    return accepted + rejected() - records;
  }
}
