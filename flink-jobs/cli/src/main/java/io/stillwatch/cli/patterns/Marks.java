package io.stillwatch.cli.patterns;

import java.util.Collection;

/**
 * What labels say of some accounts.
 *
 * @param right labelled as attacking
 * @param wrong labelled as honest
 * @param unlabelled without a label
 */
record Marks(long right, long wrong, long unlabelled) {

  static Marks of(Collection<String> accounts, Labels labels) {
    long right = 0;
    long wrong = 0;
    for (String account : accounts) {
      Boolean attacking = labels.attacking().get(account);
      if (attacking != null) {
        right += attacking ? 1 : 0;
        wrong += attacking ? 0 : 1;
      }
    }
    return new Marks(right, wrong, accounts.size() - right - wrong);
  }

  /** Such as {@code 12 true, 3 false (precision 80 %), 2 without a label}. */
  @Override
  public String toString() {
    long judged = right + wrong;
    return right
        + " true, "
        + wrong
        + " false"
        + (judged == 0 ? "" : " (precision " + 100 * right / judged + " %)")
        + ", "
        + unlabelled
        + " without a label";
  }
}
