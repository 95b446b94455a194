package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkObservation;

/**
 * What a link tells its tenant's campaign desk: an account stands on it, among so many.
 *
 * @param accounts how many accounts have shown the link so far, about
 */
public record LinkReport(LinkObservation observation, long accounts) implements DeskInput {

  @Override
  public String tenant() {
    return observation.tenant();
  }

  @Override
  public void to(Desk desk, DeskOut out) {
    desk.see(this, out);
  }
}
