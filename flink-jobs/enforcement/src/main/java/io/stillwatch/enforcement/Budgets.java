package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets a pattern act on so many accounts of a tenant within an hour and then holds: findings go on,
 * accounts that were acted on already stay so, and nobody else is, until a human releases it.
 *
 * <p>A harmful pattern can be well formed and pass its tests; that it meets far more accounts than
 * its author thought shows only on traffic. OBSERVE costs nothing, because nobody feels it.
 *
 * <p><b>Campaigns.</b> One that a human has approved has a budget of its own, wide enough for all
 * of its members. What is found about members before that (in shadow, or while the budget holds) is
 * kept, the latest of each member, and comes through with the approval: a human has seen it.
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
  }

  /**
   * A budget that holds, or does no more.
   *
   * @param what the pattern, or {@code campaign } and its id
   * @param budget accounts an hour
   */
  public record Alarm(
      String tenant, String what, boolean holds, int spent, int budget, long active, long atMs) {}

  private static final String METER = "meter ";
  private static final String TOUCHED = "touched ";
  private static final String WAITING = "waiting ";
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

  /** The finding as it may go on to the ledger, or null where it may not. */
  public @Nullable Finding admit(
      Memory memory, Finding finding, FeedbackBook words, Alarms alarms) {
    ActionRequest request = finding.getRequested();
    if (request == null || words.bars(finding, Ledger.id(finding, request))) {
      return null;
    }
    String campaign = finding.getCampaignId();
    boolean approved = words.approved(finding.getTenant(), campaign);
    if (finding.getMode() != Mode.ENFORCE && !approved) {
      keep(memory, campaign, finding);
      return null;
    }
    if (request.getKind() != ActionKind.OBSERVE
        && !afford(memory, finding, request, approved, words, alarms)) {
      keep(memory, campaign, finding);
      return null;
    }
    return finding.getMode() == Mode.ENFORCE
        ? finding
        : Finding.newBuilder(finding).setMode(Mode.ENFORCE).build();
  }

  /**
   * What was kept of a campaign that a human has just approved, as far as its budget goes. It acts
   * from the approval on.
   */
  public List<Finding> approve(
      Memory memory, String campaign, Instant at, FeedbackBook words, Alarms alarms) {
    List<Finding> admitted = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : memory.startingWith(WAITING + campaign + END)) {
      Finding kept = findings.decode(entry.getValue());
      Finding now =
          kept.getClock().isBefore(at) ? Finding.newBuilder(kept).setClock(at).build() : kept;
      Finding through = admit(memory, now, words, alarms);
      if (through != null) {
        memory.remove(entry.getKey());
        admitted.add(through);
      }
    }
    return admitted;
  }

  /** A human has released a pattern. */
  public void release(Memory memory, String tenant, String pattern, long atMs, Alarms alarms) {
    byte[] known = memory.get(METER + pattern);
    if (known == null) {
      return;
    }
    BudgetMeter meter = BudgetMeter.decode(known);
    if (meter.held() && meter.releasableAt(atMs)) {
      meter.release();
      memory.put(METER + pattern, meter.encode());
      alarms.changed(new Alarm(tenant, pattern, false, 0, 0, 0, atMs));
    }
  }

  private boolean afford(
      Memory memory,
      Finding finding,
      ActionRequest request,
      boolean approved,
      FeedbackBook words,
      Alarms alarms) {
    String what = approved ? "campaign " + finding.getCampaignId() : finding.getPatternId();
    long clock = finding.getClock().toEpochMilli();
    String touched = TOUCHED + what + END + finding.getAccountId();
    long until = Times.of(memory.get(touched));
    if (until <= clock) {
      byte[] known = memory.get(METER + what);
      BudgetMeter meter = known == null ? new BudgetMeter() : BudgetMeter.decode(known);
      boolean held = meter.held();
      long active = approved ? 0 : active(memory);
      int budget = approved ? settings.campaignAccountsPerHour() : settings.forPattern(active);
      boolean affords = meter.spend(clock, budget, words.releasedAtMs(finding.getTenant(), what));
      if (affords || !held) {
        memory.put(METER + what, meter.encode());
      }
      if (meter.held() != held) {
        alarms.changed(
            new Alarm(
                finding.getTenant(), what, meter.held(), meter.spent(), budget, active, clock));
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

  private static long active(Memory memory) {
    byte[] known = memory.get(ACTIVE);
    return known == null ? 0 : ActiveAccounts.of(known).count();
  }

  private void keep(Memory memory, @Nullable String campaign, Finding finding) {
    if (campaign != null) {
      memory.put(WAITING + campaign + END + finding.getAccountId(), findings.encode(finding));
    }
  }
}
