package io.stillwatch.cli;

import io.stillwatch.cli.demo.DemoRun;
import io.stillwatch.cli.demo.TrafficPlan;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.jobs.JobSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch demo}: broker, engine, simulated traffic and a live view in one process. */
@Command(
    name = "demo",
    description = {
      "Everything in one process: a Kafka broker, the engine on RocksDB, the enforcement service for Envoy, simulated honest traffic with three campaigns in it, and a live view.",
      "The simulated gateways ask the enforcement service over gRPC before each exchange, so one sees the campaigns starve: accounts that are refused go on asking and get nothing, and scripts do not pass a challenge.",
      "Exits with 2 if a campaign was missed or an honest account was touched."
    },
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long to send traffic, like 60s or 5m (default: ${DEFAULT-VALUE}).",
      defaultValue = "60s")
  private Duration duration = Duration.ofSeconds(60);

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events a second (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int rate;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Parallel tasks of each operator (default: ${DEFAULT-VALUE}).",
      defaultValue = "2")
  private int parallelism;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "What matches patterns: packed (ours) or flink-cep (Flink's own operator, slower)"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "packed")
  private String engine = "packed";

  @Option(
      names = "--no-gateway",
      description = "Only show the actions: nothing enforces them, and the campaigns get all.")
  private boolean noGateway;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The same seed simulates the same traffic (default: 1; in a folder that was used before,"
              + " a new one).")
  private @Nullable Long seed;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Keep the broker's log, checkpoints and the log file here (default: a temporary folder, removed at the end).")
  private @Nullable Path dataDir;

  @Mixin private Output output = new Output();

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1 || parallelism > 64) {
      throw new WrongUse("--parallelism is " + parallelism + "; it must be from 1 to 64");
    }
    String matching = engine.toLowerCase(Locale.ROOT);
    try {
      JobSettings.checked(JobSettings.Place.EMBEDDED, null, Map.of("engine", matching));
    } catch (SettingsException e) {
      throw new WrongUse("--" + e.problems().get(0), e);
    }
    TrafficPlan plan;
    try {
      plan = new TrafficPlan(1, rate, duration, TrafficPlan.ACCOUNTS, Instant.now());
    } catch (IllegalArgumentException e) {
      throw new WrongUse(e.getMessage() + "; change --rate or --duration", e);
    }
    try (Workspace workspace = Workspace.at(dataDir)) {
      plan = plan.withSeed(seed(workspace));
      Logging.toFile(workspace.file("stillwatch.log"));
      DemoRun.Result result =
          DemoRun.embedded(console, plan, matching, parallelism, !noGateway, workspace.folder())
              .run(output.isJson());
      console.out(output.isJson() ? result.json() : result.text().stripTrailing());
      return result.passed() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
  }

  /** An engine that remembers a run would take the same exchanges of another for repetitions. */
  private long seed(Workspace workspace) {
    Long given = seed;
    if (given != null) {
      return given;
    }
    long chosen = workspace.fresh() ? 1 : Instant.now().toEpochMilli();
    if (chosen != 1) {
      console.err(workspace.folder() + " was used before; new traffic with --seed " + chosen);
    }
    return chosen;
  }
}
