package io.stillwatch.patterns.campaign;

import io.stillwatch.profiles.Judged;

/** A member of a campaign at one moment, as conditions of campaign scope see it. */
public interface MemberView extends Judged {

  boolean has(CampaignFeature feature);

  /** Only where it has it; 0 or 1 for what is true or false. */
  double value(CampaignFeature feature);
}
