package io.stillwatch.campaigns;

import io.stillwatch.profiles.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees work go from one account to another: a prompt that fails here and is sent by another party
 * within two minutes.
 *
 * <p>Reason: whoever deals one queue out to many accounts sends what one of them could not get
 * answered through the next. To look like that by chance, or to make somebody look like it, takes
 * the words of a prompt that failed at most two minutes ago and that nobody sent in the hour
 * before. Looks alike: an organisation that goes on with its other account, which is one party; a
 * text that is sent again and again, by anybody, which is known by having been seen before; the
 * same text of several customers in an outage, of whom the first two at most are taken for one.
 *
 * <p>Tables of a fixed size, in which the newer takes the place of the older: bounded, and a
 * hand-over may be missed. Failed attempts stay for their two minutes; the last attempts with other
 * prompts stand there so that it does not matter which of the two comes first. Not thread safe.
 */
public final class HandOverWatch {

  private static final long NEVER = Long.MIN_VALUE;

  private final @Nullable Attempt[] failed = new @Nullable Attempt[CampaignLimits.ATTEMPTS_HELD];
  private final @Nullable Attempt[] latest = new @Nullable Attempt[CampaignLimits.ATTEMPTS_HELD];

  /** Of the latest attempts, so that one of another prompt need not be looked at. */
  private final long[] latestPrompt = new long[CampaignLimits.ATTEMPTS_HELD];

  private final boolean[] latestIsNew = new boolean[CampaignLimits.ATTEMPTS_HELD];

  /** Prompts that were handed over: what is again tomorrow is the job of many, and no queue's. */
  private final long[] handedOver = new long[CampaignLimits.ATTEMPTS_HELD];

  private final long[] seen = new long[1 << CampaignLimits.PROMPTS_SEEN_BITS];
  private final long[] seenAtMs = new long[1 << CampaignLimits.PROMPTS_SEEN_BITS];

  private boolean isRestored;
  private long quietUntilMs = NEVER;

  /** An account tries to have a prompt answered. */
  public void see(Attempt told, Consumer<HandOver> out) {
    int slot = slot(told, CampaignLimits.ATTEMPTS_HELD_BITS);
    Attempt before = latestPrompt[slot] == told.prompt() ? latest[slot] : null;
    Attempt attempt = told;
    boolean isNew;
    if (before != null && isSameExchange(before, told)) {
      attempt = told.as(before); // a response does not always say whose it is
      isNew = latestIsNew[slot];
    } else {
      isNew = isNew(told);
    }
    if (isRestored) {
      // What was popular before the restart is not known any more.
      isRestored = false;
      quietUntilMs = attempt.occurredAtMs() + CampaignLimits.QUIET_AFTER_RESTORE.toMillis();
    }
    remember(attempt);
    Attempt open = failed[slot];
    if (open != null && isSamePrompt(open, attempt)) {
      if (isTakenOver(open, attempt)) {
        tell(open, attempt, slot, out);
        failed[slot] = null; // a text that goes to a third party as well is nobody's work
      } else if (!attempt.failed() && isOneSide(open, attempt)) {
        failed[slot] = null;
      }
    } else if (attempt.failed() && attempt.occurredAtMs() >= quietUntilMs) {
      if (before != null && latestIsNew[slot] && isTakenOver(attempt, before)) {
        tell(attempt, before, slot, out);
      } else if (isNew) {
        failed[slot] = attempt;
      }
    }
    latest[slot] = attempt;
    latestPrompt[slot] = attempt.prompt();
    latestIsNew[slot] = isNew;
  }

  private void tell(Attempt open, Attempt next, int slot, Consumer<HandOver> out) {
    if (handedOver[slot] != open.prompt()) {
      handedOver[slot] = open.prompt();
      out.accept(new HandOver(open, next));
    }
  }

  private boolean isNew(Attempt attempt) {
    int place = slot(attempt, CampaignLimits.PROMPTS_SEEN_BITS);
    return seen[place] != attempt.prompt()
        || attempt.occurredAtMs() - seenAtMs[place] > CampaignLimits.PROMPT_REST.toMillis();
  }

  private void remember(Attempt attempt) {
    int place = slot(attempt, CampaignLimits.PROMPTS_SEEN_BITS);
    seenAtMs[place] =
        seen[place] == attempt.prompt()
            ? Math.max(seenAtMs[place], attempt.occurredAtMs())
            : attempt.occurredAtMs();
    seen[place] = attempt.prompt();
  }

  private static boolean isSameExchange(Attempt one, Attempt other) {
    return isSamePrompt(one, other)
        && one.accountId().equals(other.accountId())
        && one.exchangeId().equals(other.exchangeId());
  }

  private static int slot(Attempt attempt, int bits) {
    long mixed = (attempt.prompt() ^ attempt.tenant().hashCode()) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> (64 - bits));
  }

  private static boolean isTakenOver(Attempt failed, Attempt next) {
    long after = next.occurredAtMs() - failed.occurredAtMs();
    return isSamePrompt(failed, next)
        && after >= 0
        && after <= CampaignLimits.HAND_OVER_MAX.toMillis()
        && saysAsMuch(failed, next)
        && !isOneSide(failed, next);
  }

  /** An account may tell now one organisation and now another: it hands nothing to itself. */
  private static boolean isOneSide(Attempt one, Attempt other) {
    return one.accountId().equals(other.accountId()) || one.party().equals(other.party());
  }

  private static boolean isSamePrompt(Attempt one, Attempt other) {
    return one.prompt() == other.prompt() && one.tenant().equals(other.tenant());
  }

  /** A response may leave out whose it is; then nothing tells two parties from one. */
  private static boolean saysAsMuch(Attempt one, Attempt other) {
    return (one.organizationId() == null) == (other.organizationId() == null);
  }

  /** The failed attempts, for whoever stores them. */
  public List<Attempt> open() {
    List<Attempt> open = new ArrayList<>();
    for (Attempt attempt : failed) {
      if (attempt != null) {
        open.add(attempt);
      }
    }
    return open;
  }

  /** Takes over what {@link #open} gave. */
  public void restore(Iterable<Attempt> open) {
    for (Attempt attempt : open) {
      failed[slot(attempt, CampaignLimits.ATTEMPTS_HELD_BITS)] = attempt;
      remember(attempt);
    }
    isRestored = true;
  }
}
