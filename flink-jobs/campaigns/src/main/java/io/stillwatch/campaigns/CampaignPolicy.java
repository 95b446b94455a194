package io.stillwatch.campaigns;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Mode;
import java.io.Serializable;
import java.time.Duration;

/**
 * What is done about a campaign's members.
 *
 * @param mode SHADOW makes findings only; members are acted on in ENFORCE
 * @param action never a suspension: membership alone is no ground for one
 * @param lasts how long the action holds; renewed while the member goes on
 */
public record CampaignPolicy(Mode mode, ActionKind action, Duration lasts, String reasonCode)
    implements Serializable {

  static final String PATTERN_ID = "accounts-acting-as-one";
  static final int PATTERN_VERSION = 1;
  static final String TITLE = "Accounts that act as one";

  public CampaignPolicy {
    if (action == ActionKind.SUSPEND) {
      throw new IllegalArgumentException(
          "a campaign's members cannot be suspended for their membership; use CHALLENGE or less");
    }
  }

  /** Members are asked to prove who they are, for a day. */
  public static CampaignPolicy starter(Mode mode) {
    return new CampaignPolicy(
        mode, ActionKind.CHALLENGE, Duration.ofHours(24), "coordinated-extraction");
  }
}
