package io.stillwatch.campaigns;

import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;

/** Where what a desk finds goes. */
public interface DeskOut {

  void finding(Finding finding);

  void campaign(Campaign campaign);
}
