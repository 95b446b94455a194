package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.SubjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The control topic as a table in memory, and the answer to what is in force.
 *
 * <p><b>The contract.</b> Of the rows of one key the greatest revision wins; an equal one is a
 * duplicate and a lower one is old, so rows may come in any order and any number of times. An
 * action is in force from the moment its row is here until the millisecond before its {@code
 * expires_at}, which this table keeps by itself: nobody has to write that it ended. {@code
 * effective_at} is not waited for: it is the account's clock, which may run two minutes ahead of a
 * gateway's. Only ACTIVE rows in mode ENFORCE bind, and nothing does that this build does not know
 * the meaning of.
 *
 * <p><b>What beats actions.</b> While a tenant is frozen nothing above OBSERVE is decided there. An
 * exception or a reprieve covers the requests of an account or an organisation, whomever the action
 * is about, and all actions of a campaign, of a pattern, or that carry a link, or one action; what
 * it beats stays beaten ({@link Overrides} has the law).
 *
 * <p><b>Tombstones only clean up.</b> A deleted row is forgotten if its time is over, and otherwise
 * stays: an action ends by its end or by a revocation with a greater revision, never because a
 * record is missing.
 *
 * <p>Any number of threads may read and write. Readers take no lock and see each subject's rows as
 * of one moment. Times are the caller's, in milliseconds since 1970; call {@link #expire} now and
 * then or the table keeps what has ended.
 */
public final class ActionsInForce {

  /** The table was never fed by a reader, so it cannot be old. */
  private static final long ALWAYS_FRESH = Long.MAX_VALUE;

  private final StalenessRule rule;
  private final long staleAfterMs;
  private final SubjectTable<HeldAction> subjects = new SubjectTable<>();
  private final Overrides overrides = new Overrides();
  private volatile long freshAsOfMs = ALWAYS_FRESH;

  // Writers only, who hold the lock.
  private final Object writing = new Object();
  private final Pool pool = new Pool();

  /** A table with the {@link StalenessRule#standard} rule. */
  public ActionsInForce() {
    this(StalenessRule.standard());
  }

  public ActionsInForce(StalenessRule rule) {
    this.rule = rule;
    this.staleAfterMs = rule.after().toMillis();
  }

  /**
   * Takes a row of the control topic.
   *
   * @return whether it changed what is in force: it is news, and it or the row before it can bind
   */
  public boolean apply(EnforcementAction row) {
    if (row.getKind() == ActionKind.UNKNOWN || row.getSubjectKind() == SubjectKind.UNKNOWN) {
      return false; // of a newer release, about nothing that could be asked for here
    }
    synchronized (writing) {
      HeldAction before = subjects.get(row.getTenant(), row.getSubjectKind(), row.getSubjectId());
      HeldAction after = HeldAction.with(before, row, pool);
      if (after == before) {
        return false;
      }
      subjects.put(after.tenant(), after.subjectKind(), after.subjectId(), after);
      HeldAction replaced = HeldAction.find(before, row.getKind());
      return after.binds() || (replaced != null && replaced.binds());
    }
  }

  /**
   * Takes a record of the feedback topic.
   *
   * @param position rises from record to record as they stand on the topic: of one key the last
   *     counts
   * @return whether it can change what is in force
   */
  public boolean apply(Feedback feedback, long position) {
    synchronized (writing) {
      return overrides.apply(feedback, position);
    }
  }

  /**
   * Takes the deletion of a row.
   *
   * @param key the record's key on the topic
   * @return whether the row was forgotten: it was known, and its time is over
   */
  public boolean tombstone(String key, long nowMs) {
    RowKey row = RowKey.parse(key);
    if (row == null) {
      return false;
    }
    synchronized (writing) {
      HeldAction before = subjects.get(row.tenant(), row.subjectKind(), row.subjectId());
      HeldAction after = HeldAction.withoutIfOver(before, row.kind(), nowMs);
      if (after == before) {
        return false;
      }
      subjects.put(row.tenant(), row.subjectKind(), row.subjectId(), after);
      return true;
    }
  }

  /** Takes the deletion of a record of the feedback topic: what still counts stays. */
  public void feedbackTombstone(String key, long nowMs) {
    synchronized (writing) {
      overrides.tombstone(key, nowMs);
    }
  }

  /**
   * Forgets the rows whose time is over.
   *
   * @return how many
   */
  public int expire(long nowMs) {
    synchronized (writing) {
      int[] forgotten = new int[1];
      subjects.replaceAll(
          rows -> {
            HeldAction kept = HeldAction.withoutThoseOver(rows, nowMs);
            if (kept != rows) {
              forgotten[0] += HeldAction.length(rows) - HeldAction.length(kept);
            }
            return kept;
          });
      overrides.expire(nowMs);
      return forgotten[0];
    }
  }

  /**
   * Everything that holds, in the order of the topic's keys: what the rows say, before freezes,
   * exceptions and staleness.
   */
  public List<HeldAction> inForce(long nowMs) {
    Map<String, HeldAction> sorted = new TreeMap<>();
    subjects.forEach(
        rows -> {
          for (HeldAction row = rows; row != null; row = row.next()) {
            if (row.holds(nowMs)) {
              sorted.put(RowKey.of(row).toString(), row);
            }
          }
        });
    return new ArrayList<>(sorted.values());
  }

  /**
   * What to do with a request of this account, made with this key, in this organisation.
   *
   * <p>The highest rung in force for any of the three holds. Where several hold the same rung (or
   * ask for the same thing beside the ladder) the narrowest speaks: the key's action before the
   * account's before the organisation's.
   */
  public Decision decide(
      String tenant,
      String accountId,
      @Nullable String apiKeyId,
      @Nullable String organizationId,
      long nowMs) {
    HeldAction key = apiKeyId == null ? null : subjects.get(tenant, SubjectKind.API_KEY, apiKeyId);
    HeldAction account = subjects.get(tenant, SubjectKind.ACCOUNT, accountId);
    HeldAction organization =
        organizationId == null
            ? null
            : subjects.get(tenant, SubjectKind.ORGANIZATION, organizationId);
    if (key == null && account == null && organization == null) {
      return Decision.NOTHING;
    }
    long beatenBeforeMs =
        Math.max(
            overrides.beatenBefore(tenant, FeedbackScope.ACCOUNT, accountId),
            overrides.beatenBefore(tenant, FeedbackScope.ORGANIZATION, organizationId));
    if (nowMs < beatenBeforeMs) {
      return Decision.NOTHING;
    }
    return new Judge(this, key, account, organization, beatenBeforeMs, nowMs).decide(tenant);
  }

  /** What binds one request of somebody of whom rows are known. */
  private record Judge(
      ActionsInForce table,
      @Nullable HeldAction key,
      @Nullable HeldAction account,
      @Nullable HeldAction organization,
      long beatenBeforeMs,
      long nowMs) {

    Decision decide(String tenant) {
      HeldAction observe = narrowest(ActionKind.OBSERVE);
      if (table.overrides.frozen(tenant)) {
        return observe == null
            ? Decision.NOTHING
            : new Decision(Rung.NONE, null, observe, null, null);
      }
      HeldAction rung = narrowest(ActionKind.SUSPEND);
      if (rung == null) {
        rung = narrowest(ActionKind.DEGRADE);
      }
      if (rung == null) {
        rung = narrowest(ActionKind.THROTTLE);
      }
      HeldAction challenge = narrowest(ActionKind.CHALLENGE);
      HeldAction watermark = narrowest(ActionKind.WATERMARK);
      if (rung == null && observe == null && challenge == null && watermark == null) {
        return Decision.NOTHING;
      }
      return new Decision(
          rung == null ? Rung.NONE : Rung.of(rung.kind()), rung, observe, challenge, watermark);
    }

    private @Nullable HeldAction narrowest(ActionKind kind) {
      HeldAction action = binding(key, kind);
      if (action == null) {
        action = binding(account, kind);
      }
      return action == null ? binding(organization, kind) : action;
    }

    private @Nullable HeldAction binding(@Nullable HeldAction rows, ActionKind kind) {
      HeldAction row = HeldAction.find(rows, kind);
      if (row == null || !row.holds(nowMs) || row.decidedAtMs() < beatenBeforeMs) {
        return null;
      }
      if (beaten(row, FeedbackScope.ORGANIZATION, row.organizationId())
          || beaten(row, table.overrides.beatenBefore(row.tenant(), row.campaigns()))
          || beaten(row, FeedbackScope.PATTERN, row.patternId())
          || beaten(row, table.overrides.beatenBefore(row))
          || beatenByLink(row)) {
        return null;
      }
      return table.rule.letGo().contains(kind) && table.stale(nowMs) ? null : row;
    }

    private boolean beatenByLink(HeldAction row) {
      for (String link : row.links()) {
        if (beaten(row, FeedbackScope.LINK, link) || beaten(row, FeedbackScope.NETWORK, link)) {
          return true;
        }
      }
      return false;
    }

    private boolean beaten(HeldAction row, FeedbackScope scope, @Nullable String subject) {
      return beaten(row, table.overrides.beatenBefore(row.tenant(), scope, subject));
    }

    private boolean beaten(HeldAction row, long beforeMs) {
      return nowMs < beforeMs || row.decidedAtMs() < beforeMs;
    }
  }

  /** Whether nothing above OBSERVE is decided for this tenant. */
  public boolean frozen(String tenant) {
    return overrides.frozen(tenant);
  }

  /** How old the table is. */
  public Staleness staleness(long nowMs) {
    long asOf = Math.min(freshAsOfMs, nowMs);
    return new Staleness(Instant.ofEpochMilli(asOf), Duration.ofMillis(nowMs - asOf), stale(nowMs));
  }

  /** Subjects of which rows are remembered. */
  public int subjects() {
    return subjects.size();
  }

  /** Tenants, accounts, organisations and campaigns about which a freeze or exception is known. */
  public int overridden() {
    return overrides.size();
  }

  /** Everything that was on the topics at this time is in the table. */
  void freshAsOf(long ms) {
    freshAsOfMs = ms;
  }

  /**
   * The table cannot be of the future: where a clock was set back it would count as fresh until
   * that time comes again, with or without a broker.
   */
  void notFresherThan(long nowMs) {
    if (freshAsOfMs != ALWAYS_FRESH && freshAsOfMs > nowMs) {
      freshAsOfMs = nowMs;
    }
  }

  private boolean stale(long nowMs) {
    return nowMs - staleAfterMs > freshAsOfMs;
  }
}
