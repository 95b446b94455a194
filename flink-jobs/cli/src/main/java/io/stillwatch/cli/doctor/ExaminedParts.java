package io.stillwatch.cli.doctor;

import io.stillwatch.intake.HeldTraces;
import io.stillwatch.intake.Joiner;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.Outcome.Part;
import io.stillwatch.schemas.Phase;
import java.time.Duration;
import java.util.BitSet;

/**
 * The parts of exchanges of all sources that are looked at, until their partners come. Sources are
 * looked at one after the other, so that none is given up before the end; those that lie too far
 * apart in time do not meet all the same.
 */
final class ExaminedParts {

  /** A part, and where it came from. */
  private record Seen(Examination by, BitSet carried) {}

  private final HeldTraces<Seen> held;

  ExaminedParts(Duration wait) {
    this.held = HeldTraces.toTheEnd(wait.toMillis(), Examination.KEPT_MAX);
  }

  void take(Part part, Examination by) {
    held.take(by.source().name(), part, new Seen(by, Arrivals.of(part.event())), COUNTED);
  }

  /** All sources have been looked at. */
  void finish() {
    held.finish(COUNTED);
  }

  private static final Joiner.Out<Seen> COUNTED =
      new Joiner.Out<>() {
        @Override
        public void alone(Waiting<Seen> named) {
          named.what().by.coverage().judged();
          named.what().by.arrivals().add(named.what().carried);
        }

        @Override
        public void together(Waiting<Seen> named, Waiting<Seen> nameless, Phase phase) {
          named.what().by.coverage().judged();
          answered(named, nameless, phase);
        }

        @Override
        public void answered(Waiting<Seen> asked, Waiting<Seen> nameless, Phase phase) {
          nameless.what().by.coverage().joined();
          BitSet both = (BitSet) asked.what().carried.clone();
          both.or(nameless.what().carried);
          asked.what().by.arrivals().add(both);
        }

        @Override
        public void partnerless(Waiting<Seen> nameless) {
          nameless.what().by.coverage().partnerless();
        }

        @Override
        public void shed(Waiting<Seen> nameless) {
          nameless.what().by.coverage().shed();
        }
      };
}
