package io.stillwatch.campaigns;

import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;

/** Where what a desk finds goes. */
public interface DeskOut {

  /** About a member of a campaign, whose id the finding carries. */
  void finding(Finding finding);

  /** A campaign as it now stands. */
  void campaign(Campaign campaign);

  /** So many were forgotten. */
  default void forgotten(Forgotten what, int count) {}
}
