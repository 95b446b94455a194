package io.stillwatch.jobs;

import io.stillwatch.campaigns.CampaignDesk;
import io.stillwatch.campaigns.DeskFactory;

/** The one place that says which desk links are brought to, by the job and by the driver. */
public final class Campaigns {

  private Campaigns() {}

  /** The desk of this release: what it finds, and what comes of that, the book says. */
  public static DeskFactory desk() {
    return CampaignDesk::new;
  }
}
