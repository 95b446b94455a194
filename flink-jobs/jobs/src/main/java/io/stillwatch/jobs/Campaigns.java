package io.stillwatch.jobs;

import io.stillwatch.campaigns.CampaignDesk;
import io.stillwatch.campaigns.CampaignPolicy;
import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.schemas.Mode;

/** The one place that says which desk links are brought to, by the job and by the driver. */
public final class Campaigns {

  private Campaigns() {}

  /**
   * The desk of this release.
   *
   * @param mode whether a campaign's members are acted on, or only found
   */
  public static DeskFactory desk(Mode mode) {
    CampaignPolicy policy = CampaignPolicy.starter(mode);
    return (tenant, stored) -> new CampaignDesk(tenant, policy, stored);
  }
}
