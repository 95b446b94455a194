package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Verification;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a finding asks for may be done to this account now.
 *
 * <p><b>Verified organisations.</b> Nothing that they would feel without a human: it becomes
 * OBSERVE, unless somebody approved of acting on the campaign when this member had been found. Who
 * walks into it later, or comes with another campaign that becomes one with it, waits for the next
 * approval; whoever was approved of before a merger stays so.
 *
 * <p><b>Warning before ban.</b> DEGRADE becomes THROTTLE and SUSPEND becomes CHALLENGE for an
 * account that was not warned, unless the pattern says why not. An account counts as warned once a
 * THROTTLE or CHALLENGE has stood against it for the cool-down and was not taken back, or once the
 * step up itself was taken; so that is taken by new evidence, at the earliest then, and never by
 * evidence seen again. A day after its end neither counts any more ({@link
 * EnforcementLimits#WARNING_COUNTS_AFTER_END}): rows are kept for longer, so whether one was
 * forgotten does not show.
 */
final class Restraint {

  private Restraint() {}

  static ActionRequest restrain(
      ActionRequest request, Finding finding, SubjectRows rows, FeedbackBook words) {
    if (Verification.ORGANIZATION.equals(finding.getVerification())
        && request.getKind() != ActionKind.OBSERVE
        && !words.approvedOf(finding)
        && !(words.approval(finding) != null && feels(rows, finding))) {
      return instead(ActionKind.OBSERVE, request);
    }
    ActionKind warning = warningBefore(request.getKind());
    if (warning == null || request.getWithoutWarning() != null || warned(rows, finding, request)) {
      return request;
    }
    return instead(warning, request);
  }

  /** The finding, whose explanation says so where less is done than was asked for. */
  static Finding explained(Finding finding, ActionRequest asked, ActionRequest done) {
    if (asked.getKind() == done.getKind()) {
      return finding;
    }
    String note =
        done.getKind() == ActionKind.OBSERVE
            ? " " + asked.getKind() + " was asked for; a verified organisation is only observed."
            : " A warning: " + asked.getKind() + " was asked for and may follow on new evidence.";
    return Finding.newBuilder(finding).setExplanation(finding.getExplanation() + note).build();
  }

  private static @Nullable ActionKind warningBefore(ActionKind kind) {
    return switch (kind) {
      case SUSPEND -> ActionKind.CHALLENGE;
      case DEGRADE -> ActionKind.THROTTLE;
      default -> null;
    };
  }

  /**
   * Whether something stands against it, or stood until lately, for a campaign by which it came.
   */
  private static boolean feels(SubjectRows rows, Finding finding) {
    Set<String> campaigns = FeedbackLaw.campaignsOf(finding).keySet();
    for (ActionKind kind : ActionKind.values()) {
      EnforcementAction row = kind == ActionKind.OBSERVE ? null : rows.row(kind);
      String campaign = row == null ? null : row.getCampaignId();
      if (row != null
          && campaign != null
          && campaigns.contains(campaign)
          && counts(row, 0, finding.getClock().toEpochMilli())) {
        return true;
      }
    }
    return false;
  }

  private static boolean warned(SubjectRows rows, Finding finding, ActionRequest request) {
    long clock = finding.getClock().toEpochMilli();
    EnforcementAction same = rows.row(request.getKind());
    long coolDown = EnforcementLimits.COOL_DOWN.toMillis();
    return counts(same, 0, clock)
        || counts(rows.row(ActionKind.THROTTLE), coolDown, clock)
        || counts(rows.row(ActionKind.CHALLENGE), coolDown, clock);
  }

  /** Whether a row has stood for so long, was not taken back and is not long past. */
  private static boolean counts(@Nullable EnforcementAction row, long stoodMs, long clock) {
    return row != null
        && row.getState() != ActionState.REVOKED
        && clock - row.getEffectiveAt().toEpochMilli() >= stoodMs
        && clock - row.getExpiresAt().toEpochMilli()
            < EnforcementLimits.WARNING_COUNTS_AFTER_END.toMillis();
  }

  /** What to strip and the like belongs to the action asked for; ceilings are as good here. */
  private static ActionRequest instead(ActionKind kind, ActionRequest request) {
    return ActionRequest.newBuilder(request)
        .setKind(kind)
        .setParameters(Parameters.ceilings(request.getParameters()))
        .build();
  }
}
