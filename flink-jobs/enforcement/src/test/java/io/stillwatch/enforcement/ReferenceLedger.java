package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The ledger again, slow and obvious: it keeps the accepted requests of the action in force as a
 * list and works every property of the row out of the whole list each time.
 */
final class ReferenceLedger {

  /** What a row says, as far as the law is about it. */
  record Row(
      ActionKind kind,
      String pattern,
      String episodeExchange,
      long revision,
      long from,
      long until,
      Map<String, String> parameters) {}

  private static final class Action {
    long firstRevision;
    final List<Finding> members = new ArrayList<>();

    long from() {
      return members.get(0).getClock().toEpochMilli();
    }

    long until() {
      return members.stream().mapToLong(ReferenceLedger::end).max().orElseThrow();
    }

    Map<String, String> parameters() {
      Map<String, String> result = new TreeMap<>();
      long until = Long.MIN_VALUE;
      for (Finding member : members) {
        boolean later = end(member) > until;
        until = Math.max(until, end(member));
        member
            .getRequested()
            .getParameters()
            .forEach(
                (name, value) -> {
                  if (!result.containsKey(name)) {
                    result.put(name, value);
                  } else if (name.equals("requests_per_minute")) {
                    int lower =
                        Math.min(Integer.parseInt(result.get(name)), Integer.parseInt(value));
                    result.put(name, Integer.toString(lower));
                  } else if (later) {
                    result.put(name, value);
                  }
                });
      }
      return result;
    }

    /** Who gave it its end, and was the first to. */
    Finding owner() {
      return members.stream().filter(member -> end(member) == until()).findFirst().orElseThrow();
    }

    Row row(ActionKind kind) {
      return new Row(
          kind,
          owner().getPatternId(),
          owner().getEvidence().getExchangeId(),
          firstRevision + members.size() - 1,
          from(),
          until(),
          parameters());
    }
  }

  private final Map<ActionKind, Action> actions = new TreeMap<>();
  private int changes;

  void see(Finding finding) {
    if (finding.getRequested() == null
        || finding.getMode() != Mode.ENFORCE
        || finding.getRequested().getKind() == ActionKind.UNKNOWN
        || finding.getRequested().getDurationMs() <= 0) {
      return;
    }
    ActionKind kind = finding.getRequested().getKind();
    long clock = finding.getClock().toEpochMilli();
    Action present = actions.get(kind);
    if (present == null || clock >= present.until()) {
      Action next = new Action();
      next.firstRevision =
          present == null ? clock : Math.max(clock, present.row(kind).revision() + 1);
      next.members.add(finding);
      actions.put(kind, next);
      changes++;
      return;
    }
    if (end(finding) <= present.from()) {
      return;
    }
    Row before = present.row(kind);
    present.members.add(finding);
    Row after = present.row(kind);
    if (before.until() == after.until()
        && Objects.equals(before.parameters(), after.parameters())) {
      present.members.remove(present.members.size() - 1);
    } else {
      changes++;
    }
  }

  int changes() {
    return changes;
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    actions.forEach((kind, action) -> rows.add(action.row(kind)));
    return rows;
  }

  static List<Row> summaries(List<EnforcementAction> actions) {
    List<Row> rows = new ArrayList<>();
    for (EnforcementAction action : actions) {
      rows.add(
          new Row(
              action.getKind(),
              action.getPatternId(),
              action.getEvidence().getExchangeId(),
              action.getRevision(),
              action.getEffectiveAt().toEpochMilli(),
              action.getExpiresAt().toEpochMilli(),
              new TreeMap<>(action.getParameters())));
    }
    return rows;
  }

  private static long end(Finding finding) {
    return finding.getClock().toEpochMilli() + finding.getRequested().getDurationMs();
  }
}
