package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.subscriber.RowKey.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
 * <p><b>Tombstones only clean up.</b> A deleted row is forgotten if its time is over, and otherwise
 * stays: an action ends by its end or by a revocation with a greater revision, never because a
 * record is missing.
 *
 * <p>Any number of threads may read and write. Readers take no lock and see each subject's rows as
 * of one moment. Times are the caller's, in milliseconds since 1970; call {@link #expire} now and
 * then or the table keeps what has ended.
 */
public final class ActionsInForce {

  private final ConcurrentHashMap<Subject, HeldRows> subjects = new ConcurrentHashMap<>();

  /**
   * Takes a row of the control topic.
   *
   * @return whether it changed what is in force: it is news, and it or the row before it can bind
   */
  public boolean apply(EnforcementAction action) {
    Subject subject = RowKey.of(action).subject();
    HeldRows before;
    HeldRows after;
    do {
      before = subjects.get(subject);
      HeldRows known = before == null ? HeldRows.NONE : before;
      after = known.with(action);
      if (after == known) {
        return false;
      }
    } while (!swap(subject, before, after));
    EnforcementAction replaced = before == null ? null : before.last(action.getKind());
    return HeldRows.mayHold(action) || (replaced != null && HeldRows.mayHold(replaced));
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
    while (true) {
      HeldRows before = subjects.get(row.subject());
      if (before == null) {
        return false;
      }
      HeldRows after = before.withoutIfOver(row.kind(), nowMs);
      if (after == before) {
        return false;
      }
      if (swap(row.subject(), before, after)) {
        return true;
      }
    }
  }

  /**
   * Forgets the rows whose time is over.
   *
   * @return how many
   */
  public int expire(long nowMs) {
    int forgotten = 0;
    for (Map.Entry<Subject, HeldRows> entry : subjects.entrySet()) {
      HeldRows before = entry.getValue();
      HeldRows after = before.withoutThoseOver(nowMs);
      // What was changed meanwhile has come anew, and waits for the next time.
      if (after != before && swap(entry.getKey(), before, after)) {
        forgotten += before.size() - after.size();
      }
    }
    return forgotten;
  }

  /** Everything in force, in the order of the topic's keys. */
  public List<EnforcementAction> inForce(long nowMs) {
    Map<String, EnforcementAction> sorted = new TreeMap<>();
    for (HeldRows rows : subjects.values()) {
      for (int i = 0; i < rows.size(); i++) {
        EnforcementAction action = rows.inForceAt(i, nowMs);
        if (action != null) {
          sorted.put(RowKey.of(action).toString(), action);
        }
      }
    }
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
    HeldRows key = apiKeyId == null ? HeldRows.NONE : rows(tenant, SubjectKind.API_KEY, apiKeyId);
    HeldRows account = rows(tenant, SubjectKind.ACCOUNT, accountId);
    HeldRows organization =
        organizationId == null
            ? HeldRows.NONE
            : rows(tenant, SubjectKind.ORGANIZATION, organizationId);
    if (key.size() + account.size() + organization.size() == 0) {
      return Decision.NOTHING;
    }
    Rung rung = Rung.SUSPEND;
    EnforcementAction action = narrowest(key, account, organization, ActionKind.SUSPEND, nowMs);
    if (action == null) {
      rung = Rung.DEGRADE;
      action = narrowest(key, account, organization, ActionKind.DEGRADE, nowMs);
    }
    if (action == null) {
      rung = Rung.THROTTLE;
      action = narrowest(key, account, organization, ActionKind.THROTTLE, nowMs);
    }
    if (action == null) {
      rung = Rung.NONE;
    }
    EnforcementAction observe = narrowest(key, account, organization, ActionKind.OBSERVE, nowMs);
    EnforcementAction challenge =
        narrowest(key, account, organization, ActionKind.CHALLENGE, nowMs);
    EnforcementAction watermark =
        narrowest(key, account, organization, ActionKind.WATERMARK, nowMs);
    if (rung == Rung.NONE && observe == null && challenge == null && watermark == null) {
      return Decision.NOTHING;
    }
    return new Decision(rung, action, observe, challenge, watermark);
  }

  /** Subjects of which rows are remembered. */
  public int subjects() {
    return subjects.size();
  }

  private static @Nullable EnforcementAction narrowest(
      HeldRows key, HeldRows account, HeldRows organization, ActionKind kind, long nowMs) {
    EnforcementAction action = key.inForce(kind, nowMs);
    if (action == null) {
      action = account.inForce(kind, nowMs);
    }
    return action == null ? organization.inForce(kind, nowMs) : action;
  }

  private HeldRows rows(String tenant, SubjectKind kind, String id) {
    HeldRows rows = subjects.get(new Subject(tenant, kind, id));
    return rows == null ? HeldRows.NONE : rows;
  }

  private boolean swap(Subject subject, @Nullable HeldRows before, HeldRows after) {
    if (before == null) {
      return subjects.putIfAbsent(subject, after) == null;
    }
    return after.size() == 0
        ? subjects.remove(subject, before)
        : subjects.replace(subject, before, after);
  }
}
