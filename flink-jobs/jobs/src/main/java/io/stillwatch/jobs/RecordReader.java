package io.stillwatch.jobs;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.HeldTraces;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Joiner;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.Source;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads recorded records, each as its source says, and puts together what belongs to one exchange,
 * as the job does. Thread-confined.
 */
public final class RecordReader {

  /** Where what was read goes. */
  public interface Out {
    void rejected(Outcome.Rejected why);

    /** An event that stands for itself. */
    void event(InferenceEvent event);

    /** A part of an exchange whose source is joined, with its partner if that has come. */
    void joined(Sighting sighting);
  }

  private final SignalReader signals;
  private final Map<Source, Intake> intakes = new HashMap<>();
  private final HeldTraces<Sighting> parts;

  /**
   * A reader that has seen nothing.
   *
   * @param joinWait how long a part waits for its partner, by the time of records
   */
  public RecordReader(SignalReader signals, Duration joinWait) {
    this.signals = signals;
    this.parts = new HeldTraces<>(joinWait.toMillis(), JobsLimits.HELD_PARTS_MAX);
  }

  /**
   * Takes the next record.
   *
   * @param brokerTimeMs when the broker received it, {@link Sighting#ABSENT} if unknown
   */
  public void accept(Source source, byte[] record, long brokerTimeMs, Out out) {
    intakes
        .computeIfAbsent(source, RecordReader::intake)
        .accept(record, brokerTimeMs)
        .each(one -> accept(source, one, out));
  }

  /** Recorded events carry the time at which the broker received them. */
  private static Intake intake(Source source) {
    return new Intake(
        IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true, source);
  }

  private void accept(Source source, Outcome.One one, Out out) {
    if (one instanceof Outcome.Rejected rejected) {
      out.rejected(rejected);
    } else if (one instanceof Outcome.Accepted accepted) {
      out.event(accepted.event());
    } else if (one instanceof Outcome.Part part) {
      parts.take(source.name(), part, signals.read(part.event()), joined(out));
    }
  }

  /** No more records come: parts of exchanges wait no longer for their partners. */
  public void finish(Out out) {
    parts.finish(joined(out));
  }

  private static Joiner.Out<Sighting> joined(Out out) {
    return new Joiner.Out<>() {
      @Override
      public void alone(Waiting<Sighting> named) {
        out.joined(named.what());
      }

      @Override
      public void together(Waiting<Sighting> named, Waiting<Sighting> nameless, Phase phase) {
        out.joined(named.what().completedBy(nameless.what(), phase));
      }

      @Override
      public void answered(Waiting<Sighting> asked, Waiting<Sighting> nameless, Phase phase) {
        together(asked, nameless, phase);
      }

      @Override
      public void partnerless(Waiting<Sighting> nameless) {
        out.rejected(Outcome.Rejected.PARTNERLESS);
      }

      @Override
      public void shed(Waiting<Sighting> nameless) {
        out.rejected(Outcome.Rejected.PARTNERLESS);
      }
    };
  }
}
