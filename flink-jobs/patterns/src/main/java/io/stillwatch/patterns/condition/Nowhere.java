package io.stillwatch.patterns.condition;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.AccountSnapshot;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;

/** A look that nobody had, for what is the same on every look. */
final class Nowhere {

  static final Look LOOK =
      new Look(
          new Sighting(
              "",
              "",
              null,
              null,
              "",
              0,
              Phase.UNKNOWN,
              0,
              0,
              Facts.NONE,
              SignalSet.EMPTY,
              LinkHashes.NONE),
          0,
          false,
          false,
          false,
          SignalSet.EMPTY,
          AccountSnapshot.of(AccountProfile.empty()));

  private Nowhere() {}
}
