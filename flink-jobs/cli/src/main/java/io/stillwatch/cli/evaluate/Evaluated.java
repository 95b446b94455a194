package io.stillwatch.cli.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of an evaluation, ready to be told to people or programs. */
public final class Evaluated {

  private final Score score;
  private final Origin origin;
  private final @Nullable List<Gate.Verdict> verdicts;
  private final Story story;

  Evaluated(Score score, Origin origin, @Nullable List<Gate.Verdict> verdicts, Story story) {
    this.score = score;
    this.origin = origin;
    this.verdicts = verdicts;
    this.story = story;
  }

  public String json() {
    return ScoreJson.write(score, origin, verdicts);
  }

  public List<String> table() {
    return ScoreTable.lines(score, origin, verdicts);
  }

  /** A page for people that needs nothing beside it. */
  public String html() {
    return Report.html(score, origin, verdicts, story);
  }

  /** Whether the gate is met; true where none was asked for. */
  public boolean gateMet() {
    return verdicts == null || verdicts.stream().allMatch(Gate.Verdict::met);
  }

  /** What the gate missed and by how much, a line each. */
  public List<String> missed() {
    return verdicts == null
        ? List.of()
        : verdicts.stream().filter(verdict -> !verdict.met()).map(Gate.Verdict::words).toList();
  }

  Score score() {
    return score;
  }
}
