package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The actions on accounts that stand on {@code enforcement.actions}: of each kind on each account
 * the greatest revision is what holds, and a row before it is past.
 */
final class ActionsOnTopic {

  private record Account(String tenant, String id) {}

  private final Predicate<EnforcementAction> inForce;
  private final Map<Account, Map<ActionKind, EnforcementAction>> standing = new HashMap<>();
  private final Map<String, EnforcementAction> byId = new LinkedHashMap<>();

  private ActionsOnTopic(Predicate<EnforcementAction> inForce) {
    this.inForce = inForce;
  }

  /** Keeps the rows that are wanted; the others are only passed by. */
  static ActionsOnTopic read(TopicReads reads, Instant now, Predicate<EnforcementAction> wanted) {
    List<EnforcementAction> rows = new ArrayList<>();
    reads.each(
        reads.topics().actions(),
        EnforcementAction.class,
        (key, row) -> {
          // A tombstone only cleans up what has ended by itself.
          if (row != null && row.getSubjectKind() == SubjectKind.ACCOUNT && wanted.test(row)) {
            rows.add(row);
          }
        });
    ActionsOnTopic actions = new ActionsOnTopic(reads.holding(now));
    rows.forEach(actions::add);
    return actions;
  }

  private void add(EnforcementAction row) {
    standing
        .computeIfAbsent(
            new Account(row.getTenant(), row.getSubjectId()),
            account -> new EnumMap<>(ActionKind.class))
        .merge(row.getKind(), row, ActionsOnTopic::greater);
    byId.merge(row.getActionId(), row, ActionsOnTopic::greater);
  }

  private static EnforcementAction greater(EnforcementAction known, EnforcementAction row) {
    return row.getRevision() > known.getRevision() ? row : known;
  }

  /** What holds of an account now, the one that ends last first. */
  List<EnforcementAction> inForce(String tenant, String account) {
    Map<ActionKind, EnforcementAction> rows = standing.get(new Account(tenant, account));
    if (rows == null) {
      return List.of();
    }
    return rows.values().stream()
        .filter(inForce)
        .sorted(Comparator.comparing(EnforcementAction::getExpiresAt).reversed())
        .toList();
  }

  /** Rows that were read, one for each action. */
  List<EnforcementAction> all() {
    return new ArrayList<>(byId.values());
  }

  boolean isInForce(EnforcementAction row) {
    Map<ActionKind, EnforcementAction> rows =
        standing.get(new Account(row.getTenant(), row.getSubjectId()));
    EnforcementAction stands = rows == null ? null : rows.get(row.getKind());
    return stands != null && stands.getActionId().equals(row.getActionId()) && inForce.test(stands);
  }
}
