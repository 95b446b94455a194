package io.stillwatch.cli.investigation;

import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Campaigns, members and actions as programs read them: whole ids, times as ISO-8601. */
final class CampaignJson {

  private CampaignJson() {}

  static Json head(CampaignFile file) {
    Campaign campaign = file.newest();
    Json head =
        Json.object()
            .with("campaign_id", file.id())
            .with("tenant", file.tenant())
            .with("revision", campaign.getRevision())
            .with("phase", campaign.getPhase())
            .with("first_at", campaign.getFirstAt())
            .with("last_at", campaign.getLastAt())
            .with("merged_into", campaign.getMergedInto())
            .with("member_count", campaign.getMemberCount())
            .with("members_known", file.members().size())
            .with("exchanges_at_least", campaign.getExchanges())
            .with("evidence", Told.json(campaign.getEvidence()));
    return decision(head, file.decision());
  }

  /** What a human has decided, the last time. */
  static Json decision(Json about, @Nullable Feedback decision) {
    return about
        .with("decision", decision == null ? null : decision.getKind())
        .with("decided_by", decision == null ? null : decision.getAuthor())
        .with("decided_at", decision == null ? null : decision.getAt())
        .with("decided_because", decision == null ? null : decision.getWhy());
  }

  /** The oldest first. */
  static List<Json> days(Campaign campaign) {
    return campaign.getDays().stream()
        .map(
            day ->
                Json.object()
                    .with("day", Told.day(day.getDay()))
                    .with("member_count", day.getMemberCount())
                    .with("found_count", day.getFoundCount())
                    .with("exchanges_at_least", day.getExchanges() == 0 ? null : day.getExchanges())
                    .with("evidence_nats", day.getNats())
                    .with("newest_member_nats", day.getNewestMemberNats()))
        .toList();
  }

  static Json member(CampaignFile file, Member member, ActionsOnTopic actions) {
    return Json.object()
        .with("account_id", member.account())
        .with("since", member.since())
        .with("told_by", member.toldBy())
        .with("joined_campaign_id", member.joined() == null ? file.id() : member.joined())
        .with("reasons", Told.json(member.reasons()))
        .with(
            "in_force",
            actions.inForce(file.tenant(), member.account()).stream()
                .map(CampaignJson::action)
                .toList());
  }

  static Json action(EnforcementAction action) {
    return Json.object()
        .with("action_id", action.getActionId())
        .with("tenant", action.getTenant())
        .with("kind", action.getKind())
        .with("mode", action.getMode())
        .with("state", action.getState())
        .with("effective_at", action.getEffectiveAt())
        .with("expires_at", action.getExpiresAt())
        .with("pattern_id", action.getPatternId())
        .with("pattern_version", action.getPatternVersion())
        .with("campaign_id", action.getCampaignId())
        .with("joined_campaign_id", action.getJoinedCampaignId())
        .with("public_reference", action.getPublicReference())
        .with("revision", action.getRevision());
  }
}
