package io.stillwatch.cli.checkpoints;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.OutputForm;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.CheckpointHealth;
import io.stillwatch.jobs.RestorePoint;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch checkpoints list}. */
@Command(
    name = "list",
    description = {
      "Reads every checkpoint and savepoint whole, newest first, and says which can be gone on from.",
      "Exits with 2 if the newest cannot, or if there is none."
    },
    sortOptions = false)
final class ListVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private StateOptions state = new StateOptions();

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "text")
  private OutputForm output = OutputForm.TEXT;

  ListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    state.openFileSystems();
    List<Json> told = new ArrayList<>();
    boolean newestIsSound = false;
    for (RestorePoint point : state.restorePoints()) {
      Optional<String> problem = CheckpointHealth.problem(point.directory());
      newestIsSound |= told.isEmpty() && problem.isEmpty();
      told.add(
          Json.object()
              .with("directory", point.directory())
              .with("written_at", Instant.ofEpochMilli(point.writtenAtMs()))
              .with("sound", problem.isEmpty())
              .with("problem", problem.orElse(null)));
      if (output == OutputForm.TEXT) {
        console.out(
            Instant.ofEpochMilli(point.writtenAtMs())
                + "  "
                + point.directory()
                + "  "
                + problem.map(why -> "DAMAGED: " + why).orElse("sound"));
      }
    }
    if (output == OutputForm.JSON) {
      console.out(Json.object().with("restore_points", told).toString());
    } else if (told.isEmpty()) {
      console.err("there is no checkpoint and no savepoint");
    }
    return newestIsSound ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }
}
