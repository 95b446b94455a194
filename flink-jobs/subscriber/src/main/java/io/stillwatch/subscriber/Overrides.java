package io.stillwatch.subscriber;

import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What humans have said on {@code detection.feedback} that beats actions: freezes, exceptions and
 * reprieves.
 *
 * <p><b>The law.</b> Of the records of one key the last on the topic counts, if it is of a kind
 * that matters here; other kinds change nothing. FREEZE holds, about a tenant, until RESUME; after
 * it what is in force binds again. Each of the others beats whatever it covers that was decided (by
 * the account's clock, {@code evidence.last_at}) before its bar, and everything until then: {@link
 * FeedbackLaw} has the bars, for the engine too, and says whom words about a campaign cover.
 * APPROVE of a campaign beats nothing: it takes back what was dismissed before.
 *
 * <p>So an exception beats what was in force when it began as well as what comes while it holds,
 * nothing that was held back fires when it ends, and a reprieve beats whatever is older or
 * replayed. Only what is decided later binds.
 *
 * <p>That can be told from the last record of each key alone, as compaction leaves it, so a
 * subscriber that starts today comes out where one does that has run all the time.
 *
 * <p>Any number of threads ask; one at a time writes.
 */
final class Overrides {

  private static final long NEVER = FeedbackLaw.NOTHING;

  private final SubjectTable<Standing> subjects = new SubjectTable<>();

  /**
   * What one key says last.
   *
   * @param position of the record on the topic
   * @param saidMs when it was said
   * @param frozen whether it is a FREEZE
   * @param decides whether it is a DISMISS or an APPROVE: the last of those that cover an action
   *     counts
   * @param endMs the time before which it beats everything; NEVER for a freeze
   */
  private record Word(long position, long saidMs, boolean frozen, boolean decides, long endMs) {

    boolean over(long nowMs) {
      return !frozen
          && !decides
          && (endMs == NEVER || nowMs - SubscriberLimits.EXCEPTION_REMEMBERED.toMillis() >= endMs);
    }

    /** A dismissal where both were said at once. */
    boolean isLaterThan(Word other) {
      return saidMs == other.saidMs ? endMs > other.endMs : saidMs > other.saidMs;
    }
  }

  /** All that stands about one subject, by feedback id, and what comes of it. */
  private record Standing(Map<String, Word> words, boolean frozen, boolean decides, long endMs) {

    static @Nullable Standing of(Map<String, Word> words) {
      if (words.isEmpty()) {
        return null;
      }
      boolean frozen = false;
      boolean decides = false;
      long endMs = NEVER;
      for (Word word : words.values()) {
        frozen |= word.frozen;
        decides |= word.decides;
        endMs = Math.max(endMs, word.endMs);
      }
      return new Standing(Map.copyOf(words), frozen, decides, endMs);
    }
  }

  /** Takes a record; returns whether it can change a decision. */
  boolean apply(Feedback feedback, long position) {
    Word word = word(feedback, position);
    if (word == null) {
      return false;
    }
    Object subject = subject(feedback.getScope(), feedback.getSubject());
    Standing before = subjects.get(feedback.getTenant(), feedback.getScope(), subject);
    Map<String, Word> words = before == null ? new HashMap<>() : new HashMap<>(before.words);
    Word last = words.get(feedback.getFeedbackId());
    if (last != null && last.position >= position) {
      return false;
    }
    words.put(feedback.getFeedbackId(), word);
    Standing after = Standing.of(words);
    subjects.put(feedback.getTenant(), feedback.getScope(), subject, after);
    return after != null
        && (word.decides
            || (before == null
                ? after.frozen || after.endMs != NEVER
                : after.frozen != before.frozen || after.endMs != before.endMs));
  }

  /** Of an action's id no more is kept with its row than a name. */
  private static Object subject(FeedbackScope scope, String subject) {
    return scope == FeedbackScope.ACTION ? ActionName.of(subject) : subject;
  }

  /** What a record says, or null when that is nothing to a subscriber. */
  private static @Nullable Word word(Feedback feedback, long position) {
    if (!FeedbackLaw.isInPlace(feedback)) {
      return null;
    }
    long saidMs = feedback.getAt().toEpochMilli();
    long barMs = FeedbackLaw.barMs(feedback);
    return switch (feedback.getKind()) {
      case FREEZE -> new Word(position, saidMs, true, false, NEVER);
      case RESUME -> new Word(position, saidMs, false, false, NEVER);
      case EXCEPTION, EXCEPTION_REMOVED, REVOKE -> new Word(position, saidMs, false, false, barMs);
      case DISMISS, APPROVE -> new Word(position, saidMs, false, true, barMs);
      default -> null;
    };
  }

  /** Takes the deletion of a record: it only cleans up, like that of a row. */
  void tombstone(String key, long nowMs) {
    FeedbackKey about = FeedbackKey.parse(key);
    if (about == null) {
      return;
    }
    Object subject = subject(about.scope(), about.subject());
    Standing before = subjects.get(about.tenant(), about.scope(), subject);
    Word word = before == null ? null : before.words.get(about.feedbackId());
    if (before != null && word != null && word.over(nowMs)) {
      Map<String, Word> words = new HashMap<>(before.words);
      words.remove(about.feedbackId());
      subjects.put(about.tenant(), about.scope(), subject, Standing.of(words));
    }
  }

  /** Forgets exceptions that ended so long ago that nothing from before their end can hold. */
  void expire(long nowMs) {
    long endedBefore = nowMs - SubscriberLimits.EXCEPTION_REMEMBERED.toMillis();
    subjects.replaceAll(
        standing -> {
          boolean exception = standing.endMs != NEVER;
          return exception && !standing.decides && standing.endMs < endedBefore ? null : standing;
        });
  }

  /** Whether nothing above OBSERVE may be done to anybody of this tenant. */
  boolean frozen(String tenant) {
    Standing standing = subjects.get(tenant, FeedbackScope.TENANT, tenant);
    return standing != null && standing.frozen;
  }

  /** The time before which everything about this subject is beaten; NEVER where nothing is. */
  long beatenBefore(String tenant, FeedbackScope scope, @Nullable String subject) {
    return subject == null || subjects.size() == 0 ? NEVER : endMs(tenant, scope, subject);
  }

  /** The same of this action alone. */
  long beatenBefore(HeldAction action) {
    return subjects.size() == 0
        ? NEVER
        : endMs(action.tenant(), FeedbackScope.ACTION, action.name());
  }

  private long endMs(String tenant, FeedbackScope scope, Object subject) {
    Standing standing = subjects.get(tenant, scope, subject);
    return standing == null ? NEVER : standing.endMs;
  }

  /** The time before which all is beaten that was decided about a member of these campaigns. */
  long beatenBefore(String tenant, Map<String, Long> campaigns) {
    if (subjects.size() == 0) {
      return NEVER;
    }
    long endMs = NEVER;
    Word decision = null;
    for (Map.Entry<String, Long> campaign : campaigns.entrySet()) {
      Standing standing = subjects.get(tenant, FeedbackScope.CAMPAIGN, campaign.getKey());
      if (standing == null) {
        continue;
      }
      for (Word word : standing.words.values()) {
        if (word.saidMs < campaign.getValue()) {
          continue; // said before the member came to it
        }
        if (!word.decides) {
          endMs = Math.max(endMs, word.endMs);
        } else if (decision == null || word.isLaterThan(decision)) {
          decision = word;
        }
      }
    }
    return decision == null ? endMs : Math.max(endMs, decision.endMs);
  }

  /** Subjects about which something stands. */
  int size() {
    return subjects.size();
  }
}
