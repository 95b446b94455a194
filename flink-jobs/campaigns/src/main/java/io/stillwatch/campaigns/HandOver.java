package io.stillwatch.campaigns;

import io.stillwatch.profiles.Attempt;

/** One party's failed attempt, and the other party's with the same prompt right after it. */
public record HandOver(Attempt failed, Attempt next) implements DeskInput {

  @Override
  public String tenant() {
    return next.tenant();
  }

  @Override
  public void to(Desk desk, DeskOut out) {
    desk.see(this, out);
  }
}
