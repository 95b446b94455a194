package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Console;
import io.stillwatch.jobs.EngineLag;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the engine is behind, for whoever decides by what it has told: a decision is about
 * members and mergers that were received before it, also those that are still to be read.
 */
record Lag(EngineLag engine) {

  static final Lag NONE = new Lag(new EngineLag(List.of(), null));

  /** Two minutes, as {@link #HELP} says: a restart takes less. */
  private static final Duration TOO_FAR = Duration.ofMinutes(2);

  static final String HELP =
      "Warns where the engine is 30 s or more behind one of its sources: what it has still to read"
          + " may show further members and mergers, which nobody has seen and the decision is about,"
          + " too. From 2 minutes on --yes does nothing without --although-behind; where it is not"
          + " known how far, it only warns.";

  boolean isTooFar() {
    return engine.most().compareTo(TOO_FAR) >= 0;
  }

  /** At the least; null where nobody knows. */
  @Nullable Long seconds() {
    return engine.unknown() == null || !engine.behind().isEmpty()
        ? (Long) engine.most().toSeconds()
        : null;
  }

  void warn(Console console) {
    for (EngineLag.Behind one : engine.behind()) {
      console.err(
          Printable.text(
              "the engine is "
                  + text(one.atLeast())
                  + " or more behind source "
                  + one.source()
                  + " ("
                  + one.topic()
                  + "): what it has still to read may show further members and mergers, and this is"
                  + " about them, too"));
    }
    if (engine.unknown() != null) {
      console.err(
          Printable.text(
              "it is not known how far the engine is behind "
                  + (engine.behind().isEmpty() ? "its sources: " : "the others: ")
                  + engine.unknown()));
    }
  }

  private static String text(Duration time) {
    return time.toDays() > 0
        ? time.toDays() + " d"
        : time.toHours() > 0
            ? time.toHours() + " h"
            : time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }
}
