package io.stillwatch.cli.checkpoints;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.CheckpointHealth;
import io.stillwatch.jobs.RestorePoint;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stillwatch checkpoints list}. */
@Command(
    name = "list",
    description = {
      "Reads every checkpoint and savepoint whole, newest first, and says which can be gone on from.",
      "Exits with 2 if the newest cannot or it could not be told now, or if there is none; with 1 if there is not even the folder of checkpoints."
    },
    sortOptions = false)
final class ListVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private StateOptions state = new StateOptions();

  @Mixin private Output output = new Output();

  ListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    state.openFileSystems();
    try {
      return list();
    } catch (IOException e) {
      throw new WrongUse(Reason.of(e) + "; check --checkpoints and --savepoints", e);
    }
  }

  private int list() throws IOException {
    List<RestorePoint> points = state.restorePoints(console::err);
    String noCheckpoints = state.noCheckpoints();
    String noSavepoints = state.noSavepoints();
    if (noSavepoints != null) {
      console.err(noSavepoints);
    }
    List<Json> told = new ArrayList<>();
    boolean newestIsSound = false;
    for (RestorePoint point : points) {
      Verdict verdict = Verdict.of(point);
      newestIsSound |= told.isEmpty() && Boolean.TRUE.equals(verdict.sound());
      told.add(
          Json.object()
              .with("directory", point.directory())
              .with("written_at", Instant.ofEpochMilli(point.writtenAtMs()))
              .with("sound", verdict.sound())
              .with("problem", verdict.problem()));
      if (output.isText()) {
        console.out(
            Instant.ofEpochMilli(point.writtenAtMs())
                + "  "
                + point.directory()
                + "  "
                + verdict.text());
      }
    }
    if (output.isJson()) {
      console.out(Json.object().with("restore_points", told).toString());
    } else if (told.isEmpty() && noCheckpoints == null) {
      console.err("there is no checkpoint and no savepoint under " + state.where());
    }
    if (noCheckpoints != null) {
      // Wherever they are, they may be newer than all that is listed.
      throw new WrongUse(noCheckpoints);
    }
    return newestIsSound ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  /**
   * What reading one of them has shown.
   *
   * @param sound null where it could not be told now
   */
  private record Verdict(@Nullable Boolean sound, @Nullable String problem) {

    static Verdict of(RestorePoint point) {
      try {
        String problem = CheckpointHealth.problem(point.directory()).orElse(null);
        return new Verdict(problem == null, problem);
      } catch (IOException e) {
        return new Verdict(null, Reason.of(e));
      }
    }

    String text() {
      return sound == null ? "NOT KNOWN: " + problem : sound ? "sound" : "DAMAGED: " + problem;
    }
  }
}
