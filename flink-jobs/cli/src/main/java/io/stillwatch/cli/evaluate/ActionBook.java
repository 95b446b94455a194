package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.ActionRow.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All actions of a run by the subject that they bind, revocations applied in order. */
final class ActionBook {

  private final boolean alerts;
  private final Map<Subject, Holds> bySubject = new LinkedHashMap<>();
  private final List<ActionRow> named = new ArrayList<>();
  private int rows;

  /** One action on a subject: from when until when it holds. */
  record Hold(double fromMs, double untilMs, String kind, double requestsPerMinute) {

    Hold endedAt(double ms) {
      return new Hold(fromMs, Math.min(untilMs, Math.max(fromMs, ms)), kind, requestsPerMinute);
    }
  }

  /** What a subject was met by. */
  static final class Holds {

    private final List<Hold> list = new ArrayList<>();
    private @Nullable String campaignId;

    List<Hold> list() {
      return list;
    }

    /** The campaign that an action named last. */
    @Nullable String campaignId() {
      return campaignId;
    }
  }

  /**
   * An empty book.
   *
   * @param alerts whether actions in shadow are taken too
   */
  ActionBook(boolean alerts) {
    this.alerts = alerts;
  }

  void add(ActionRow row) {
    rows++;
    if (row.shadow() && !alerts) {
      return;
    }
    Holds holds = bySubject.computeIfAbsent(row.subject(), subject -> new Holds());
    String kind = row.kind();
    if (!row.active() || kind == null) {
      double at = row.decidedMs() > 0 ? row.decidedMs() : row.fromMs();
      holds.list.replaceAll(
          hold -> kind == null || kind.equals(hold.kind()) ? hold.endedAt(at) : hold);
      return;
    }
    holds.list.add(new Hold(row.fromMs(), row.untilMs(), kind, row.requestsPerMinute()));
    if (row.campaignId() != null) {
      holds.campaignId = row.campaignId();
      named.add(row);
    }
  }

  @Nullable Holds of(String subjectKind, String subjectId) {
    return bySubject.get(new Subject(subjectKind, subjectId));
  }

  int subjects() {
    return bySubject.size();
  }

  /** Rows read, also those in shadow. */
  int rows() {
    return rows;
  }

  /** The actions that name a campaign, in order. */
  List<ActionRow> named() {
    return named;
  }
}
