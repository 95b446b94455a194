package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Verification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a pattern act on so many accounts of a tenant within an hour and then holds: findings go on,
 * accounts that were acted on already stay so, and nobody else is, until a human releases it.
 *
 * <p>A harmful pattern can be well formed and pass its tests; that it meets far more accounts than
 * its author thought shows only on traffic. OBSERVE costs nothing, because nobody feels it.
 *
 * <p><b>Precision.</b> A pattern may state which part of the verdicts on its actions must confirm
 * them. One that falls below holds as if its budget were spent, from the verdict on that took it
 * there; a release begins to count anew.
 *
 * <p><b>Campaigns.</b> One that a human has approved has a budget of its own, wide enough for all
 * of its members. What is found about members in the meantime (in shadow, while the budget holds or
 * the tenant is frozen) is kept, the latest of each member and pattern. It is looked at once more
 * whenever a human has decided: approved the campaign, released the budget, ended the freeze. What
 * then comes through is a decision of that moment; what a word about the member itself beat stays
 * beaten. What a pattern found before a human had it go less far counts as if it had been in
 * shadow: only an approval of the campaign brings it through.
 *
 * <p><b>Campaigns that become one.</b> A finding says by which campaigns its account came, and a
 * word about a campaign is said of its parts too ({@link io.stillwatch.schemas.FeedbackLaw}). So
 * what is kept is judged by what it says itself, whether a merger has become known before it or
 * after it. What a dismissal holds back is kept for whoever approves later, of the part or of the
 * whole.
 *
 * <p>Pure but for what it is given to remember with, which is one tenant's.
 */
public final class Budgets {

  /** What is remembered of one tenant. */
  public interface Memory {

    byte @Nullable [] get(String entry);

    void put(String entry, byte[] value);

    void remove(String entry);

    /** Every entry whose name begins so. */
    List<Map.Entry<String, byte[]>> startingWith(String prefix);
  }

  /** Who hears that a budget holds, and that it does no more. */
  public interface Alarms {
    void changed(Alarm alarm);

    /** A pattern has used some more of its budget, or has all of it again. */
    default void used(BudgetUse use) {}
  }

  /**
   * A budget that holds, or does no more.
   *
   * @param what the pattern, or {@code campaign } and its id
   * @param budget accounts an hour
   * @param imprecise the verdicts for which it holds, or null where it holds for its budget
   */
  public record Alarm(
      String tenant,
      String what,
      boolean holds,
      int spent,
      int budget,
      long active,
      long atMs,
      FeedbackBook.@Nullable Verdicts imprecise) {}

  private static final String METER = "meter ";
  private static final String TOUCHED = "touched ";
  private static final String WAITING = "waiting ";
  private static final String FLOOR = "floor ";
  private static final String OF_CAMPAIGN = "campaign ";
  private static final String ACTIVE = "active";
  private static final char END = '\0';

  private final BudgetSettings settings;
  private final FindingBytes findings = new FindingBytes();

  public Budgets(BudgetSettings settings) {
    this.settings = settings;
  }

  /** Whether a finding has any business here: the others never become actions. */
  public static boolean concerns(Finding finding) {
    ActionRequest request = finding.getRequested();
    return request != null
        && (Ledger.acts(finding, request)
            || (finding.getMode() == Mode.SHADOW && finding.getCampaignId() != null));
  }

  /** An account of the tenant is active. */
  public void active(Memory memory, String account, long clockMs) {
    byte[] known = memory.get(ACTIVE);
    ActiveAccounts accounts = known == null ? ActiveAccounts.none() : ActiveAccounts.of(known);
    if (accounts.see(account, clockMs)) {
      memory.put(ACTIVE, accounts.bytes());
    }
  }

  /** What is to become of a finding. */
  private enum Verdict {
    DROP(false, false),
    KEEP(false, true),
    PASS(true, false),
    PASS_AND_KEEP(true, true);

    private final boolean passes;
    private final boolean keeps;

    Verdict(boolean passes, boolean keeps) {
      this.passes = passes;
      this.keeps = keeps;
    }
  }

  /** The finding as it may go on to the ledger, or null where it may not. */
  public @Nullable Finding admit(
      Memory memory, Finding finding, FeedbackBook words, Alarms alarms) {
    Verdict verdict = judge(memory, finding, words, alarms);
    if (verdict.keeps) {
      keep(memory, finding);
    }
    return verdict.passes ? acting(finding) : null;
  }

  /** It uses the budget, and keeps nothing. */
  private Verdict judge(Memory memory, Finding finding, FeedbackBook words, Alarms alarms) {
    ActionRequest request = finding.getRequested();
    if (request == null) {
      return Verdict.DROP;
    }
    String id = Ledger.id(finding, request);
    if (words.bars(finding, id)) {
      return words.barsForGood(finding, id) ? Verdict.DROP : Verdict.KEEP;
    }
    Word approval = words.approval(finding);
    if (finding.getMode() != Mode.ENFORCE && approval == null) {
      return Verdict.KEEP;
    }
    boolean verified = Verification.ORGANIZATION.equals(finding.getVerification());
    boolean observed =
        request.getKind() == ActionKind.OBSERVE || (verified && approval == null); // Restraint
    if (!observed && !afford(memory, finding, request, approval, words, alarms)) {
      return Verdict.KEEP;
    }
    return approval != null && verified && !words.approvedOf(finding)
        ? Verdict.PASS_AND_KEEP // only observed, until a human approves of this one too
        : Verdict.PASS;
  }

  private static Finding acting(Finding finding) {
    return finding.getMode() == Mode.ENFORCE
        ? finding
        : Finding.newBuilder(finding).setMode(Mode.ENFORCE).build();
  }

  /**
   * What was kept of those who came by campaigns that humans have just approved, as far as their
   * budgets go: as of when it was approved.
   */
  public List<Finding> approve(
      Memory memory, Set<String> campaigns, FeedbackBook words, Alarms alarms) {
    return again(
        memory,
        kept -> {
          Word approval = words.approval(kept);
          return approval == null
                  || Collections.disjoint(campaigns, FeedbackLaw.campaignsOf(kept).keySet())
              ? null
              : approval.feedback().getAt();
        },
        words,
        alarms);
  }

  /** A human has ended a freeze: what was kept, as far as it may act now. */
  public List<Finding> resume(Memory memory, Instant at, FeedbackBook words, Alarms alarms) {
    return again(memory, kept -> at, words, alarms);
  }

  /**
   * A human has released a budget: what was kept while it held.
   *
   * @param what a pattern, or {@code campaign } and its id
   */
  public List<Finding> release(
      Memory memory, String tenant, String what, Instant at, FeedbackBook words, Alarms alarms) {
    byte[] known = memory.get(METER + what);
    BudgetMeter meter = known == null ? new BudgetMeter() : BudgetMeter.decode(known);
    if (meter.held()) {
      if (!meter.releasableAt(at.toEpochMilli())) {
        return List.of();
      }
      meter.release(at.toEpochMilli());
      memory.put(METER + what, meter.encode());
      alarms.changed(new Alarm(tenant, what, false, 0, 0, 0, at.toEpochMilli(), null));
      uses(memory, tenant).stream().filter(use -> use.pattern().equals(what)).forEach(alarms::used);
    } // else a finding that knew of the release was faster, and what was kept waits still
    return again(
        memory, kept -> what.equals(what(kept, words.approval(kept))) ? at : null, words, alarms);
  }

  /** A human has said of one of a pattern's actions whether it was right. */
  public void judged(
      Memory memory, String tenant, String pattern, Instant at, FeedbackBook words, Alarms alarms) {
    byte[] floor = memory.get(FLOOR + pattern);
    byte[] known = memory.get(METER + pattern);
    if (floor == null || known == null) {
      return; // it has acted on nobody, or promises nothing
    }
    BudgetMeter meter = BudgetMeter.decode(known);
    FeedbackBook.Verdicts verdicts = words.verdicts(tenant, pattern);
    if (meter.held() || !PrecisionFloor.of(floor).undercut(verdicts)) {
      return;
    }
    meter.hold(words.releasedAtMs(tenant, pattern));
    memory.put(METER + pattern, meter.encode());
    long active = active(memory);
    alarms.changed(
        new Alarm(
            tenant,
            pattern,
            true,
            meter.spent(),
            settings.forPattern(active),
            active,
            at.toEpochMilli(),
            verdicts));
  }

  /** The budgets that hold. */
  public List<String> held(Memory memory) {
    return memory.startingWith(METER).stream()
        .filter(entry -> BudgetMeter.decode(entry.getValue()).held())
        .map(entry -> entry.getKey().substring(METER.length()))
        .toList();
  }

  /** What is used of the budgets of this tenant's patterns. */
  public List<BudgetUse> uses(Memory memory, String tenant) {
    int budget = settings.forPattern(active(memory));
    return memory.startingWith(METER).stream()
        .filter(entry -> !entry.getKey().startsWith(METER + OF_CAMPAIGN))
        .map(
            entry ->
                new BudgetUse(
                    tenant, entry.getKey().substring(METER.length()), budget, entry.getValue()))
        .toList();
  }

  /** When a human decided about something that is kept; null where he did not. */
  private interface DecidedAbout {
    @Nullable Instant at(Finding kept);
  }

  private List<Finding> again(
      Memory memory, DecidedAbout decided, FeedbackBook words, Alarms alarms) {
    List<Finding> admitted = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : memory.startingWith(WAITING)) {
      Finding kept = findings.decode(entry.getValue());
      Instant at = decided.at(kept);
      if (at == null) {
        continue;
      }
      ActionRequest request = kept.getRequested();
      if (request == null || words.barsForGood(kept, Ledger.id(kept, request))) {
        memory.remove(entry.getKey());
        continue;
      }
      if (words.shelves(kept) && words.approval(kept) == null) {
        continue;
      }
      Finding now = as(kept, at);
      Verdict verdict = judge(memory, now, words, alarms);
      if (verdict.passes) {
        admitted.add(acting(now));
      }
      if (!verdict.keeps) {
        memory.remove(entry.getKey());
      }
    }
    return admitted;
  }

  /** As of this moment, also for subscribers, who know a decision's time by its evidence. */
  private static Finding as(Finding kept, Instant at) {
    return kept.getClock().isBefore(at)
        ? Finding.newBuilder(kept)
            .setClock(at)
            .setEvidence(Evidence.newBuilder(kept.getEvidence()).setLastAt(at).build())
            .build()
        : kept;
  }

  /** Whose budget a finding is charged to. */
  private static String what(Finding finding, @Nullable Word approval) {
    return approval == null
        ? finding.getPatternId()
        : OF_CAMPAIGN + approval.feedback().getSubject();
  }

  private boolean afford(
      Memory memory,
      Finding finding,
      ActionRequest request,
      @Nullable Word approval,
      FeedbackBook words,
      Alarms alarms) {
    boolean approved = approval != null;
    String what = what(finding, approval);
    long clock = finding.getClock().toEpochMilli();
    String touched = TOUCHED + what + END + finding.getAccountId();
    long until = Times.of(memory.get(touched));
    if (until <= clock) {
      byte[] known = memory.get(METER + what);
      BudgetMeter meter = known == null ? new BudgetMeter() : BudgetMeter.decode(known);
      boolean held = meter.held();
      long active = approved ? 0 : active(memory);
      int budget = approved ? settings.campaignAccountsPerHour() : settings.forPattern(active);
      FeedbackBook.Verdicts imprecise =
          approved ? null : imprecise(memory, finding, request, words);
      boolean affords = false;
      if (imprecise == null) {
        affords = meter.spend(clock, budget, words.releasesMs(finding.getTenant(), what));
      } else {
        meter.hold(words.releasedAtMs(finding.getTenant(), what));
      }
      byte[] spent = meter.encode();
      memory.put(METER + what, spent); // also while it holds: what is not written is forgotten
      if (!approved && (affords || !held)) {
        alarms.used(new BudgetUse(finding.getTenant(), what, budget, spent));
      }
      if (meter.held() != held) {
        alarms.changed(
            new Alarm(
                finding.getTenant(),
                what,
                meter.held(),
                meter.spent(),
                budget,
                active,
                clock,
                imprecise));
      }
      if (!affords) {
        return false;
      }
    }
    long end = clock + Math.min(request.getDurationMs(), EnforcementLimits.ACTION_MAX.toMillis());
    if (end > until) {
      memory.put(touched, Times.bytes(end));
    }
    return true;
  }

  /** The verdicts, where they are enough and fall below what the pattern promises. */
  private static FeedbackBook.@Nullable Verdicts imprecise(
      Memory memory, Finding finding, ActionRequest request, FeedbackBook words) {
    PrecisionFloor floor = PrecisionFloor.of(request);
    remember(memory, finding.getPatternId(), floor);
    if (floor == null) {
      return null;
    }
    FeedbackBook.Verdicts verdicts = words.verdicts(finding.getTenant(), finding.getPatternId());
    return floor.undercut(verdicts) ? verdicts : null;
  }

  /** For the verdict that comes when the pattern meets nobody new. */
  private static void remember(Memory memory, String pattern, @Nullable PrecisionFloor floor) {
    String entry = FLOOR + pattern;
    byte[] known = memory.get(entry);
    if (floor == null) {
      if (known != null) {
        memory.remove(entry);
      }
    } else if (!Arrays.equals(known, floor.bytes())) {
      memory.put(entry, floor.bytes());
    }
  }

  private static long active(Memory memory) {
    byte[] known = memory.get(ACTIVE);
    return known == null ? 0 : ActiveAccounts.of(known).count();
  }

  /** The latest of each member and pattern, where it came by a campaign. */
  private void keep(Memory memory, Finding finding) {
    String campaign = finding.getCampaignId();
    if (campaign == null) {
      return;
    }
    // What was found while it belonged to a part is of before.
    FeedbackLaw.campaignsOf(finding)
        .keySet()
        .forEach(
            part -> {
              memory.remove(waiting(part, finding));
              memory.remove(waitingOfAnyPattern(part, finding));
            });
    memory.put(waiting(campaign, finding), findings.encode(finding));
  }

  private static String waiting(String campaign, Finding finding) {
    return waitingOfAnyPattern(campaign, finding) + END + finding.getPatternId();
  }

  /** As releases up to 0.2 named it. What they have kept is read by its prefix all the same. */
  private static String waitingOfAnyPattern(String campaign, Finding finding) {
    return WAITING + campaign + END + finding.getAccountId();
  }
}
