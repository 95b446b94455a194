package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkObservation;

/**
 * What a link tells its tenant's campaign desk: an account stands on it, among so many.
 *
 * @param accounts how many accounts have shown the link so far, about
 * @param sinceMs since when this one does, as far as is known, by its clock
 * @param times how often it has shown it since it was last told of
 */
public record LinkReport(LinkObservation observation, long accounts, long sinceMs, int times)
    implements DeskInput {

  /** Of an account of which nothing earlier is known. */
  public static LinkReport of(LinkObservation observation, long accounts) {
    return new LinkReport(observation, accounts, observation.clockMs(), 1);
  }

  @Override
  public String tenant() {
    return observation.tenant();
  }

  @Override
  public void to(Desk desk, DeskOut out) {
    desk.see(this, out);
  }
}
