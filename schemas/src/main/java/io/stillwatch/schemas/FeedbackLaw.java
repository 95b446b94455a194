package io.stillwatch.schemas;

import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/**
 * What a word of {@code detection.feedback} means for decisions, stated once for engines and
 * subscribers: a time, its bar. A decision that the word covers does not count if it was made (by
 * its account's clock) before the bar, and nothing that it covers binds until then.
 *
 * <table>
 * <caption>Bars</caption>
 * <tr><th>word</th><th>bar</th></tr>
 * <tr><td>EXCEPTION</td><td>its end; one without an end is none</td></tr>
 * <tr><td>EXCEPTION_REMOVED</td><td>when it was removed, or its end if earlier</td></tr>
 * <tr><td>REVOKE</td><td>just after it was said, or its end if later</td></tr>
 * <tr><td>DISMISS</td><td>never over</td></tr>
 * <tr><td>any other</td><td>none: it bars nothing by itself</td></tr>
 * </table>
 */
@NullMarked
public final class FeedbackLaw {

  /** The bar of a word that bars nothing. */
  public static final long NOTHING = Long.MIN_VALUE;

  /** The bar of a word that is never over. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  private FeedbackLaw() {}

  /** The time, in milliseconds, before which no decision counts that the word covers. */
  public static long barMs(Feedback word) {
    long saidMs = word.getAt().toEpochMilli();
    Instant until = word.getUntil();
    return switch (word.getKind()) {
      case EXCEPTION -> until == null ? NOTHING : until.toEpochMilli();
      case EXCEPTION_REMOVED -> until == null ? saidMs : Math.min(saidMs, until.toEpochMilli());
      case REVOKE -> until == null ? saidMs + 1 : Math.max(saidMs + 1, until.toEpochMilli());
      case DISMISS -> FOR_EVER;
      default -> NOTHING;
    };
  }

  /** Only a tenant is frozen, only a campaign approved; and nothing else is said of a tenant. */
  public static boolean isInPlace(Feedback word) {
    FeedbackScope scope = word.getScope();
    return switch (word.getKind()) {
      case FREEZE, RESUME ->
          scope == FeedbackScope.TENANT && word.getSubject().equals(word.getTenant());
      case APPROVE, DISMISS -> scope == FeedbackScope.CAMPAIGN;
      default -> scope != FeedbackScope.TENANT && scope != FeedbackScope.UNKNOWN;
    };
  }
}
