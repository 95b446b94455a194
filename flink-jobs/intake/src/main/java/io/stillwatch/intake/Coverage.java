package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Part;
import io.stillwatch.intake.Outcome.Rejected;
import java.util.Locale;
import java.util.function.ObjLongConsumer;

/**
 * Counts what became of one source's records, so that nothing is left uncounted: every record has
 * one verdict at least, and {@code accepted + rejected + shed + waiting - further = records}.
 */
public final class Coverage {
  private final long[] rejected = new long[RejectionReason.values().length];
  private long records;
  private long verdicts;
  private long accepted;
  private long joined;
  private long shed;
  private long waiting;

  /** A record has come. */
  public void record() {
    records++;
  }

  /** One of its verdicts. */
  public void verdict(One verdict) {
    verdicts++;
    if (verdict instanceof Accepted) {
      accepted++;
    } else if (verdict instanceof Part) {
      waiting++;
    } else if (verdict instanceof Rejected why) {
      rejected[why.reason().code()]++;
    }
  }

  /** A part that waited is judged, by itself or with its partner. */
  public void judged() {
    waiting--;
    accepted++;
  }

  /** A part that waited has told what it knows to the part that names the account. */
  public void joined() {
    judged();
    joined++;
  }

  /** A part that waited has waited for nothing. */
  public void partnerless() {
    waiting--;
    rejected[RejectionReason.NO_PARTNER.code()]++;
  }

  /** A part that waited had to make room before its time was over. */
  public void shed() {
    waiting--;
    shed++;
  }

  public long records() {
    return records;
  }

  public long accepted() {
    return accepted;
  }

  /** Of the accepted ones those that name no account and were judged with one that does. */
  public long joinedParts() {
    return joined;
  }

  /** Parts whose partner may still come. */
  public long waiting() {
    return waiting;
  }

  /** What was not looked at although nothing is wrong with it: there was no room to wait in. */
  public long shedParts() {
    return shed;
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
    return verdicts - records;
  }

  /** Every count by the name that it has in reports, those of rejections by their reason. */
  public void each(ObjLongConsumer<String> count) {
    count.accept("records", records);
    count.accept("further", further());
    count.accept("accepted", accepted);
    count.accept("joined", joined);
    count.accept("shed", shed);
    count.accept("waiting", waiting);
    for (RejectionReason reason : RejectionReason.values()) {
      count.accept(REJECTED + reason.name().toLowerCase(Locale.ROOT), rejected(reason));
    }
  }

  /** What the names of rejections begin with. */
  public static final String REJECTED = "rejected.";
}
