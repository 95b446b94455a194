package io.stillwatch.patterns.language;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.patterns.language.Vetted.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides whether a pattern file may be published: it can be read, the engine can run it, and its
 * own tests pass.
 */
public final class Vetting {

  private final PatternReader reader;
  private final Function<PatternSpec, Optional<String>> unpackable;
  private final PatternTrial trial;

  /**
   * @param unpackable why the packed engine cannot run a pattern; empty where it can, and always
   *     for an engine that runs all of them
   */
  public Vetting(
      PatternReader reader,
      Function<PatternSpec, Optional<String>> unpackable,
      PatternTrial trial) {
    this.reader = reader;
    this.unpackable = unpackable;
    this.trial = trial;
  }

  public Vetted vet(String file, String source) {
    return vet(file, source.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Never throws for what is in a file.
   *
   * @param file its name in problems
   */
  public Vetted vet(String file, byte[] source) {
    Problems problems = new Problems(file);
    PatternReader.Read read = reader.read(source, problems);
    if (read == null) {
      return new Refused(problems.all());
    }
    PatternSpec spec = read.spec();
    Optional<String> reason = unpackable.apply(spec);
    if (reason.isPresent()) {
      problems.add(
          read.match(),
          "spec.match",
          "cannot be packed: " + reason.get(),
          "simplify it, or run it with --engine flink-cep");
    } else {
      read.tests().all().forEach(test -> run(test, spec, problems));
    }
    return problems.none()
        ? new Passed(spec, read.tests(), problems.warnings())
        : new Refused(problems.all());
  }

  private void run(PatternTest test, PatternSpec spec, Problems problems) {
    List<Integer> asked = trial.asks(spec, test);
    Place at = new Place(test.line(), test.column());
    String path = test.fires() ? "spec.tests.fires" : "spec.tests.staysQuiet";
    String name = "'" + Shown.text(test.name()) + "' ";
    if (spec.isOfCampaigns()) {
      if (test.fires() == asked.isEmpty()) {
        problems.add(
            at,
            path,
            name
                + (test.fires()
                    ? "should fire, but match.when does not hold for these values"
                    : "should stay quiet, but match.when holds for these values"),
            test.fires()
                ? "widen the condition, or correct the test; what a test does not give is 0"
                : "narrow the condition, or correct the test");
      }
    } else if (!test.fires() && !asked.isEmpty()) {
      problems.add(
          at,
          path,
          name + "should stay quiet, but it asked for its action at " + told(test, asked.get(0)),
          "narrow the pattern, or correct the test");
    } else if (test.fires() && asked.isEmpty()) {
      problems.add(
          at,
          path,
          name
              + "should fire, but in "
              + test.jsonLines().size()
              + " events it never asked for its action",
          "widen the pattern, lower episode.actAfter ("
              + spec.actAfter()
              + "), or correct the test");
    } else if (test.onEvent() > 0 && asked.get(0) + 1 != test.onEvent()) {
      problems.add(
          at,
          path,
          name
              + "should fire on event "
              + test.onEvent()
              + ", but it first asked for its action at "
              + told(test, asked.get(0)),
          null);
    }
  }

  /** Such as {@code event 12 of 20 (line 81, after 1m50s)}. */
  private static String told(PatternTest test, int index) {
    return "event "
        + (index + 1)
        + " of "
        + test.jsonLines().size()
        + " (line "
        + test.sourceLines().get(index)
        + ", after "
        + DurationText.show(test.offsetsMs().get(index))
        + ")";
  }
}
