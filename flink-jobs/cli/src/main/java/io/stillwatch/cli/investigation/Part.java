package io.stillwatch.cli.investigation;

import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.Feedback;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that has become part of another.
 *
 * @param members of the whole that are known to have joined it
 * @param decision what a human has decided about it by itself, the last time
 */
record Part(String id, long members, @Nullable Feedback decision) {

  private static final int SHOWN_MAX = 20;

  /** Such as {@code c-1 (2 accounts known here; DISMISS by eve at 2026-05-28T20:26:40Z)}. */
  static String text(List<Part> parts) {
    return parts.stream().limit(SHOWN_MAX).map(Part::text).collect(Collectors.joining(", "))
        + (parts.size() > SHOWN_MAX ? " and " + (parts.size() - SHOWN_MAX) + " more" : "");
  }

  private String text() {
    return id
        + " ("
        + Told.count(members, "account")
        + " known here"
        + (decision == null ? "" : "; " + Told.decision(decision))
        + ")";
  }

  Json json() {
    return CampaignJson.decision(
        Json.object().with("campaign_id", id).with("members_known", members), decision);
  }
}
