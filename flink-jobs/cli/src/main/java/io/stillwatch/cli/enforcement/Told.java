package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.investigation.Table;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.ActionTopic;
import io.stillwatch.schemas.EnforcementAction;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Actions as these verbs write them. */
final class Told {

  static final Comparator<EnforcementAction> NEWEST_FIRST =
      Comparator.comparing(EnforcementAction::getEventTime)
          .reversed()
          .thenComparing(EnforcementAction::getTenant)
          .thenComparing(EnforcementAction::getSubjectId)
          .thenComparing(EnforcementAction::getKind);

  private Told() {}

  static void table(Console console, List<EnforcementAction> actions) {
    Table table =
        new Table(
            "", "action", "tenant", "subject", "kind", "until", "by", "campaign", "reference");
    for (EnforcementAction action : actions) {
      table.row(
          action.getActionId(),
          action.getTenant(),
          subject(action),
          action.getKind().name(),
          action.getExpiresAt().toString(),
          action.getPatternId() + " v" + action.getPatternVersion(),
          action.getCampaignId() == null ? "" : action.getCampaignId(),
          action.getPublicReference());
    }
    table.print(console);
  }

  static String json(ActionTopic.Standing standing) {
    return Printable.json(
        Json.object()
            .with("actions", standing.inForce())
            .with("frozen", standing.frozen())
            .toString());
  }

  static Json brief(EnforcementAction action) {
    return Json.object()
        .with("action_id", action.getActionId())
        .with("tenant", action.getTenant())
        .with("subject_kind", action.getSubjectKind())
        .with("subject_id", action.getSubjectId())
        .with("kind", action.getKind())
        .with("expires_at", action.getExpiresAt());
  }

  /** Such as {@code account a-1027}. */
  static String subject(EnforcementAction action) {
    return action.getSubjectKind().name().toLowerCase(Locale.ROOT) + " " + action.getSubjectId();
  }
}
