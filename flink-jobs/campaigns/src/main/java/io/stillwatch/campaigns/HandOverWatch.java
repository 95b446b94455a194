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
 * answered through the next. Nobody can be made to look like that: it takes the words of a prompt
 * that has just failed, and only its sender and the provider know them. Looks alike: an
 * organisation that goes on with its other account, which is one party; a text that many send,
 * which is known by a third party having sent it.
 *
 * <p>Two tables of a fixed size, in which the newer takes the place of the older: bounded, and a
 * hand-over may be missed. Failed attempts are few and stay for their two minutes; the last
 * attempts with other prompts stand there so that it does not matter which of the two comes first.
 * Not thread safe.
 */
public final class HandOverWatch {

  private final @Nullable Attempt[] failed = new @Nullable Attempt[CampaignLimits.ATTEMPTS_HELD];
  private final @Nullable Attempt[] latest = new @Nullable Attempt[CampaignLimits.ATTEMPTS_HELD];

  private final long[] seen = new long[1 << CampaignLimits.PROMPTS_SEEN_BITS];
  private final long[] seenAtMs = new long[1 << CampaignLimits.PROMPTS_SEEN_BITS];

  /** An account tries to have a prompt answered. */
  public void see(Attempt attempt, Consumer<HandOver> out) {
    int slot = slot(attempt, CampaignLimits.ATTEMPTS_HELD_BITS);
    Attempt before = latest[slot];
    Attempt open = failed[slot];
    if (open != null && isTakenOver(open, attempt)) {
      out.accept(new HandOver(open, attempt));
      failed[slot] = null; // a text that goes to a third party as well is nobody's work
    }
    int place = slot(attempt, CampaignLimits.PROMPTS_SEEN_BITS);
    boolean isNew =
        seen[place] != attempt.prompt()
            || attempt.occurredAtMs() - seenAtMs[place] > CampaignLimits.PROMPT_REST.toMillis();
    seen[place] = attempt.prompt();
    seenAtMs[place] = attempt.occurredAtMs();
    if (attempt.failed()) {
      if (before != null && isTakenOver(attempt, before)) {
        out.accept(new HandOver(attempt, before));
      } else if (isNew || goesOn(open, attempt)) {
        failed[slot] = attempt;
      }
    }
    latest[slot] = attempt;
  }

  /** Whether it failed before, which is why it is seen again. */
  private static boolean goesOn(@Nullable Attempt open, Attempt attempt) {
    return open != null
        && isSamePrompt(open, attempt)
        && attempt.occurredAtMs() - open.occurredAtMs() <= CampaignLimits.HAND_OVER_MAX.toMillis();
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
        && !failed.party().equals(next.party());
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
      int place = slot(attempt, CampaignLimits.PROMPTS_SEEN_BITS);
      seen[place] = attempt.prompt();
      seenAtMs[place] = attempt.occurredAtMs();
    }
  }
}
