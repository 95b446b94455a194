package io.stillwatch.schemas;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

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
 * <tr><td>DISMISS</td><td>never over, unless taken back</td></tr>
 * <tr><td>any other</td><td>none: it bars nothing by itself</td></tr>
 * </table>
 *
 * <p><b>SHELVE</b> is said where a pattern is to go less far than it did, of a tenant or of {@link
 * #ALL_TENANTS}. It bars only what the pattern has found and the engine has kept without acting on
 * it, and ends nothing.
 *
 * <p><b>Campaigns</b> become one. A word about a campaign covers whoever joined it, and whoever had
 * come to it by a merger when the word was said ({@link #campaignsOf}). So what was said of a part
 * goes on with those who came from there. With whoever joins later, too, while mergers have brought
 * that part no more than four members, or an eighth of the others in it; beyond that what has come
 * of it is joined under a name of its own, and what was said before covers nobody who comes. What
 * was decided before a merger does not name what came of it: so whoever says a word about a
 * campaign says it of each that has become part of it, too. Of all approvals and dismissals that
 * cover a decision the one that was said last counts, a dismissal at a tie.
 */
@NullMarked
public final class FeedbackLaw {

  /** The bar of a word that bars nothing. */
  public static final long NOTHING = Long.MIN_VALUE;

  /** The bar of a word that is never over. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  /** Whose words and patterns are for all tenants. */
  public static final String ALL_TENANTS = "*";

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

  /** What a pattern has found before is acted on by no word about the pattern or the tenant. */
  public static long shelvesBeforeMs(Feedback word) {
    if (word.getKind() != FeedbackKind.SHELVE) {
      return NOTHING;
    }
    Instant until = word.getUntil();
    return (until == null ? word.getAt() : until).toEpochMilli();
  }

  /** Only a tenant is frozen, only a campaign approved; and nothing else is said of a tenant. */
  public static boolean isInPlace(Feedback word) {
    FeedbackScope scope = word.getScope();
    return switch (word.getKind()) {
      case FREEZE, RESUME ->
          scope == FeedbackScope.TENANT && word.getSubject().equals(word.getTenant());
      case APPROVE, DISMISS -> scope == FeedbackScope.CAMPAIGN;
      case SHELVE -> scope == FeedbackScope.PATTERN;
      default -> scope != FeedbackScope.TENANT && scope != FeedbackScope.UNKNOWN;
    };
  }

  /**
   * The campaigns that a member came by, the one that it joined first, each with the time from
   * which on what is said of it covers the member.
   */
  public static Map<String, Long> campaignsOf(Finding member) {
    return campaigns(member.getJoinedCampaignId(), member.getMergers(), member.getCampaignId());
  }

  /** The same of the member that an action is about. */
  public static Map<String, Long> campaignsOf(EnforcementAction action) {
    return campaigns(action.getJoinedCampaignId(), action.getMergers(), action.getCampaignId());
  }

  /** Whether a word about a campaign covers a member who came by these. */
  public static boolean covers(Feedback word, Map<String, Long> campaignsOfMember) {
    Long fromMs = campaignsOfMember.get(word.getSubject());
    return fromMs != null && word.getAt().toEpochMilli() >= fromMs;
  }

  private static Map<String, Long> campaigns(
      @Nullable String joined, List<Merger> mergers, @Nullable String campaign) {
    String first = joined == null ? campaign : joined;
    if (first == null) {
      return Map.of();
    }
    if (mergers.isEmpty()) {
      return Map.of(first, NOTHING);
    }
    Map<String, Long> campaigns = new LinkedHashMap<>();
    campaigns.put(first, NOTHING);
    for (Merger merger : mergers) {
      campaigns.putIfAbsent(merger.getInto(), merger.getAt().toEpochMilli());
    }
    return campaigns;
  }
}
