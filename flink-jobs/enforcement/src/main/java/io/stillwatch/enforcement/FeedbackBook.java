package io.stillwatch.enforcement;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What humans have said, as far as it bears on decisions: the latest record of each key of {@code
 * detection.feedback}. Thread-confined.
 *
 * <p><b>The law.</b> Each word gives a time, its bar, and covers a tenant, a pattern, a campaign,
 * an organisation, an account, a link or an action. A decision does not count if it was made (by
 * its account's clock) before the bar of any word that covers it.
 *
 * <table>
 * <caption>Bars</caption>
 * <tr><th>word</th><th>bar</th><th>ends what is in force</th></tr>
 * <tr><td>EXCEPTION</td><td>its end</td><td>yes</td></tr>
 * <tr><td>EXCEPTION_REMOVED</td><td>when it was removed</td><td>yes</td></tr>
 * <tr><td>REVOKE</td><td>when it was said, or its end if later</td><td>yes</td></tr>
 * <tr><td>DISMISS</td><td>never over, unless approved of later</td><td>yes</td></tr>
 * <tr><td>FREEZE</td><td>never over</td><td>only while it stands</td></tr>
 * <tr><td>RESUME</td><td>when it was said</td><td>no</td></tr>
 * </table>
 *
 * <p>So what was decided before a word was spoken may become known before or after it, once or
 * again and again; a decision that was held back is not made up for when the word ends; and what is
 * older than a reprieve, or replayed, stays without effect. (A freeze alone does not end what was
 * in force: that holds again afterwards. What it held back is gone, but for the members of
 * campaigns, which {@link Budgets} keeps: on them a human decides as a whole. For what is kept so a
 * SHELVE of its pattern is a bar.) Asking costs a few look-ups, however many words there are. A
 * deletion on the topic takes nothing back: it only cleans up, and is not told here.
 *
 * <p>Which words about campaigns cover a member of one that others have become part of, {@link
 * FeedbackLaw} says.
 */
public final class FeedbackBook {

  private static final long[] NEVER = {};

  private record Subject(String tenant, FeedbackScope scope, String id) {}

  /** What a human found of an action. */
  private record Verdict(boolean confirmed, long atMs) {}

  /**
   * What humans found of a pattern's actions.
   *
   * @param confirmed of them all
   */
  public record Verdicts(int confirmed, int all) {}

  /** A word that will bar nothing any more, under its subject. */
  private record Passing(Subject subject, Word word) {}

  private final Map<Subject, Map<String, Word>> words = new HashMap<>();

  /** The next first; also some that others have replaced. */
  private final PriorityQueue<Passing> passing =
      new PriorityQueue<>(Comparator.comparingLong(each -> each.word().barMs()));

  /** When each pattern was last released, the oldest first. */
  private final Map<Subject, long[]> releases = new HashMap<>();

  /** By pattern, of each action. */
  private final Map<Subject, Map<String, Verdict>> verdicts = new HashMap<>();

  private int size;
  private int refused;

  /** Whether a piece of feedback may end actions that are in force. */
  public static boolean ends(Feedback feedback) {
    Word word = Word.of(feedback);
    return word != null && word.ends();
  }

  /** Takes the latest record of a key. */
  public void apply(Feedback feedback) {
    Word word = Word.of(feedback);
    if (word == null) {
      applyVerdict(feedback);
      return;
    }
    Subject subject = new Subject(feedback.getTenant(), feedback.getScope(), feedback.getSubject());
    Map<String, Word> there = words.get(subject);
    boolean known = there != null && there.containsKey(feedback.getFeedbackId());
    if (!known && size >= EnforcementLimits.WORDS_MAX) {
      makeRoom(word.atMs() - EnforcementLimits.KEPT_AFTER_END_MIN.toMillis());
      there = words.get(subject);
    }
    // These stop everything, or a pattern, and are few: there is always room for them.
    boolean stops =
        feedback.getScope() == FeedbackScope.TENANT || feedback.getKind() == FeedbackKind.SHELVE;
    if (!known && !stops && size >= EnforcementLimits.WORDS_MAX) {
      refused++;
      return;
    }
    if (there == null) {
      there = new HashMap<>();
      words.put(subject, there);
    }
    there.put(feedback.getFeedbackId(), word);
    size += known ? 0 : 1;
    addPassing(subject, word);
    // Words may be written again and again, as by those who keep them as code.
    if (passing.size() > 2 * EnforcementLimits.WORDS_MAX) {
      passing.clear();
      words.forEach((each, said) -> said.values().forEach(one -> addPassing(each, one)));
    }
    if (feedback.getKind() == FeedbackKind.RELEASE) {
      releases.merge(subject, new long[] {word.atMs()}, FeedbackBook::lastOf);
      verdicts
          .getOrDefault(subject, new HashMap<>())
          .values()
          .removeIf(verdict -> verdict.atMs() <= word.atMs());
    }
  }

  private void addPassing(Subject subject, Word word) {
    if (word.ends() && word.barMs() < FeedbackLaw.FOR_EVER) {
      passing.add(new Passing(subject, word));
    }
  }

  private static long[] lastOf(long[] known, long[] more) {
    long[] all =
        LongStream.concat(Arrays.stream(known), Arrays.stream(more)).sorted().distinct().toArray();
    return Arrays.copyOfRange(
        all, Math.max(0, all.length - EnforcementLimits.RELEASES_MAX), all.length);
  }

  /** A verdict about an action stands under the name of the pattern that decided it. */
  private void applyVerdict(Feedback feedback) {
    boolean confirmed = feedback.getKind() == FeedbackKind.CONFIRMED;
    if (feedback.getScope() != FeedbackScope.ACTION
        || !(confirmed || feedback.getKind() == FeedbackKind.FALSE_POSITIVE)
        || Word.tooLong(feedback.getSubject())
        || Word.tooLong(feedback.getFeedbackId())) {
      return;
    }
    Map<String, Verdict> ofPattern =
        verdicts.computeIfAbsent(
            new Subject(feedback.getTenant(), FeedbackScope.PATTERN, feedback.getFeedbackId()),
            pattern -> new HashMap<>());
    long atMs = feedback.getAt().toEpochMilli();
    if (atMs <= releasedAtMs(feedback.getTenant(), feedback.getFeedbackId())) {
      ofPattern.remove(feedback.getSubject()); // a release begins to count anew
      return;
    }
    if (!ofPattern.containsKey(feedback.getSubject())
        && ofPattern.size() >= EnforcementLimits.VERDICTS_MAX) {
      refused++;
      return;
    }
    ofPattern.put(feedback.getSubject(), new Verdict(confirmed, atMs));
  }

  /** What was found of a pattern's actions since it was last released. */
  Verdicts verdicts(String tenant, String pattern) {
    long sinceMs = releasedAtMs(tenant, pattern);
    int confirmed = 0;
    int all = 0;
    for (Verdict verdict :
        verdicts
            .getOrDefault(new Subject(tenant, FeedbackScope.PATTERN, pattern), Map.of())
            .values()) {
      boolean counts = verdict.atMs() > sinceMs;
      all += counts ? 1 : 0;
      confirmed += counts && verdict.confirmed() ? 1 : 0;
    }
    return new Verdicts(confirmed, all);
  }

  /**
   * Forgets words whose bar no clock stands before any more, the oldest first, and no more of them
   * than it takes: the time is one that a word claims, and may be far from any clock's.
   */
  private void makeRoom(long beforeMs) {
    for (Passing next = passing.peek();
        size >= EnforcementLimits.WORDS_MAX && next != null && next.word().barMs() < beforeMs;
        next = passing.peek()) {
      passing.poll();
      Map<String, Word> there = words.get(next.subject());
      if (there != null && stands(next)) {
        there.remove(next.word().feedback().getFeedbackId());
        size--;
        if (there.isEmpty()) {
          words.remove(next.subject());
        }
      }
    }
  }

  private boolean stands(Passing each) {
    Map<String, Word> there = words.get(each.subject());
    return there != null && each.word().equals(there.get(each.word().feedback().getFeedbackId()));
  }

  /** Words that are held. */
  public int size() {
    return size;
  }

  /** Words that there was no room for. */
  public int refused() {
    return refused;
  }

  /** Whether a finding may not become an action, whatever it asks for. */
  boolean bars(Finding finding, String actionId) {
    return isBarred(finding, actionId, word -> true) || barsTenant(finding);
  }

  /**
   * Whether it may not by more than a freeze, or a dismissal of its campaign: those a human may
   * take back, and then it can come through.
   */
  boolean barsForGood(Finding finding, String actionId) {
    return isBarred(finding, actionId, word -> !word.dismisses());
  }

  private boolean isBarred(Finding finding, String actionId, Predicate<Word> by) {
    long clock = finding.getClock().toEpochMilli();
    boolean[] barred = new boolean[1];
    covering(
        finding.getTenant(),
        finding.getPatternId(),
        FeedbackLaw.campaignsOf(finding),
        finding.getOrganizationId(),
        finding.getAccountId(),
        finding.getLinks(),
        actionId,
        word -> barred[0] |= clock < word.barMs() && by.test(word));
    return barred[0];
  }

  private boolean barsTenant(Finding finding) {
    String tenant = finding.getTenant();
    long clock = finding.getClock().toEpochMilli();
    boolean[] barred = new boolean[1];
    of(tenant, FeedbackScope.TENANT, tenant, word -> barred[0] |= clock < word.barMs());
    return barred[0];
  }

  /** The earliest word that ends an action, or null. */
  @Nullable Word ending(EnforcementAction action) {
    Word[] found = new Word[1];
    covering(
        action.getTenant(),
        action.getPatternId(),
        FeedbackLaw.campaignsOf(action),
        action.getOrganizationId(),
        action.getSubjectId(),
        action.getLinks(),
        action.getActionId(),
        word -> {
          if (word.ends(action) && (found[0] == null || word.atMs() < found[0].atMs())) {
            found[0] = word;
          }
        });
    return found[0];
  }

  /** Whether nothing is in force for a tenant at present. */
  public boolean frozen(String tenant) {
    boolean[] frozen = new boolean[1];
    of(
        tenant,
        FeedbackScope.TENANT,
        tenant,
        word -> frozen[0] |= word.feedback().getKind() == FeedbackKind.FREEZE);
    return frozen[0];
  }

  /** By which a human has let a member of a campaign be acted on, or null: no later dismissal. */
  @Nullable Word approval(Finding member) {
    Word decision = decision(member.getTenant(), FeedbackLaw.campaignsOf(member));
    return decision != null && decision.approves() ? decision : null;
  }

  /** What a human has decided last about a campaign by which a member came, or null. */
  private @Nullable Word decision(String tenant, Map<String, Long> campaigns) {
    Word[] last = new Word[1];
    ofCampaigns(
        tenant,
        campaigns,
        word -> {
          if (word.decides()) {
            last[0] = last[0] == null ? word : later(word, last[0]);
          }
        });
    return last[0];
  }

  /**
   * Of two that were said at once a dismissal; else the next, which is about more: the members of a
   * campaign that was approved with its parts share its budget.
   */
  private static Word later(Word next, Word other) {
    boolean isLater =
        next.atMs() == other.atMs()
            ? next.dismisses() || !other.dismisses()
            : next.atMs() > other.atMs();
    return isLater ? next : other;
  }

  /**
   * Whether a human who approved of acting on a campaign could see a member: it had been found by
   * then.
   */
  boolean approvedOf(Finding member) {
    long foundAtMs = foundAtMs(member);
    boolean[] approved = new boolean[1];
    ofCampaigns(
        member.getTenant(),
        FeedbackLaw.campaignsOf(member),
        word -> approved[0] |= word.approves() && foundAtMs <= word.atMs());
    return approved[0];
  }

  /**
   * Not its clock: what was kept and let through later is of the moment when it was let through.
   */
  private static long foundAtMs(Finding finding) {
    Instant received = finding.getReceivedAt();
    return (received == null ? finding.getEventTime() : received).toEpochMilli();
  }

  /** Whether it was found before a human had its pattern go less far, for its tenant or for all. */
  boolean shelves(Finding kept) {
    long foundAtMs = foundAtMs(kept);
    boolean[] shelved = new boolean[1];
    for (String tenant : List.of(kept.getTenant(), FeedbackLaw.ALL_TENANTS)) {
      of(
          tenant,
          FeedbackScope.PATTERN,
          kept.getPatternId(),
          word -> shelved[0] |= foundAtMs < FeedbackLaw.shelvesBeforeMs(word.feedback()));
    }
    return shelved[0];
  }

  /** When a pattern was last released for a tenant; 0 if never. */
  long releasedAtMs(String tenant, String pattern) {
    long[] at = releasesMs(tenant, pattern);
    return at.length == 0 ? 0 : at[at.length - 1];
  }

  /**
   * When a pattern was released for a tenant the last times, the oldest first: as far as the topic
   * has them still, which is compacted.
   */
  long[] releasesMs(String tenant, String pattern) {
    return releases.getOrDefault(new Subject(tenant, FeedbackScope.PATTERN, pattern), NEVER);
  }

  private void covering(
      String tenant,
      String pattern,
      Map<String, Long> campaigns,
      @Nullable String organization,
      String account,
      Iterable<String> links,
      String actionId,
      Consumer<Word> each) {
    if (words.isEmpty()) {
      return;
    }
    of(tenant, FeedbackScope.PATTERN, pattern, each);
    of(tenant, FeedbackScope.ACCOUNT, account, each);
    of(tenant, FeedbackScope.ACTION, actionId, each);
    Word decision = decision(tenant, campaigns);
    ofCampaigns(
        tenant,
        campaigns,
        word -> {
          if (!word.decides() || word.equals(decision)) {
            each.accept(word);
          }
        });
    if (organization != null) {
      of(tenant, FeedbackScope.ORGANIZATION, organization, each);
    }
    for (String link : links) {
      of(tenant, FeedbackScope.LINK, link, each);
      of(tenant, FeedbackScope.NETWORK, link, each);
    }
  }

  private void ofCampaigns(String tenant, Map<String, Long> campaigns, Consumer<Word> each) {
    campaigns.forEach(
        (campaign, fromMs) ->
            of(
                tenant,
                FeedbackScope.CAMPAIGN,
                campaign,
                word -> {
                  if (word.atMs() >= fromMs) {
                    each.accept(word);
                  }
                }));
  }

  private void of(String tenant, FeedbackScope scope, String id, Consumer<Word> each) {
    Map<String, Word> there = words.get(new Subject(tenant, scope, id));
    if (there != null) {
      there.values().forEach(each);
    }
  }
}
