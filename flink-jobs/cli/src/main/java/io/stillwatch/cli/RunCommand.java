package io.stillwatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stillwatch run}: the engine on this machine against an existing Kafka. */
@Command(
    name = "run",
    description = {
      "The engine on this machine against an existing Kafka, until Ctrl-C.",
      "Started again on the same folder it goes on where it stopped."
    },
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Kafka brokers, several with commas between.")
  private String bootstrapServers = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with any setting of the engine, kafka.* among them.")
  private @Nullable Path config;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "What matches patterns: packed (ours) or flink-cep (Flink's own operator, slower)"
              + " (default: the file's, else packed).")
  private @Nullable String engine;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Parallel tasks of each operator (default: the file's, else one a processor).")
  private @Nullable Integer parallelism;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where state, checkpoints and the hash key are kept (default: the file's, else ./stillwatch-data).")
  private @Nullable Path dataDir;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (config != null && !Files.isReadable(config)) {
      throw new WrongUse("cannot read " + config + "; check --config");
    }
    EngineRun run = new EngineRun(console, config, overrides());
    BrokerAddress.requireReachable(bootstrapServers);
    Logging.toStandardError("INFO", "WARN");
    run.run();
    return ExitCode.DONE;
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("bootstrap.servers", bootstrapServers);
    put(overrides, "engine", engine == null ? null : engine.toLowerCase(Locale.ROOT));
    put(overrides, "parallelism", parallelism);
    put(overrides, "data.dir", dataDir);
    return overrides;
  }

  private static void put(Map<String, String> overrides, String name, @Nullable Object value) {
    if (value != null) {
      overrides.put(name, value.toString());
    }
  }
}
