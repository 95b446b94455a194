package io.stillwatch.cli.evaluate;

import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.signals.HashKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The rooms at work on a labelled stream; they see its events and nothing else.
 *
 * <p>What they decide goes through the same line of JSON as a file of actions would, so that both
 * ways score alike.
 */
final class EngineRun implements Driver.Out {

  /** As the engine's default: an account that is silent for so long starts anew. */
  private static final Duration SILENCE = Duration.ofDays(30);

  private final Driver driver;
  private final boolean shadow;
  private final ActionBook book;
  private final Consumer<String> lines;
  private long refused;

  EngineRun(Evaluation.Asked asked, ActionBook book, Consumer<String> lines) {
    this.driver = new Driver(asked.book().get(), HashKey.PUBLIC, SILENCE, Campaigns.desk());
    this.shadow = asked.shadow();
    this.book = book;
    this.lines = lines;
  }

  void take(byte[] record) {
    driver.accept(record, this);
  }

  /** Records that intake did not take. */
  long refused() {
    return refused;
  }

  @Override
  public void rejected(Outcome.Rejected why) {
    refused++;
  }

  @Override
  public void finding(Finding finding) {
    // Only what acts is scored.
  }

  @Override
  public void action(EnforcementAction action) {
    String line =
        RecordJson.write(
            shadow ? EnforcementAction.newBuilder(action).setMode(Mode.SHADOW).build() : action);
    book.add(ActionRow.read(line.getBytes(StandardCharsets.UTF_8), "a decided action"));
    lines.accept(line);
  }
}
