package io.stillwatch.cli;

import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.sidecar.Sidecar;
import io.stillwatch.sidecar.SidecarSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stillwatch sidecar}: stands beside an inference server. */
@Command(
    name = "sidecar",
    description = {
      "Takes what an inference server or its gateway tells of exchanges, until Ctrl-C: OTLP over"
          + " HTTP and gRPC, or lines of a log.",
      "Puts features in the place of texts, seals the events and writes them to Kafka. Needs no"
          + " engine and no Flink. Sent events are answered once Kafka has them; who finds no room"
          + " is told when to come again.",
      "Counts are at /metrics of metrics.listen. The settings: flink-jobs/sidecar/README.md."
    },
    sortOptions = false)
final class SidecarCommand implements Callable<Integer> {

  private static final long LOOK_EVERY_MS = 1_000;

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
      required = true,
      description = "A properties file: hash.key.file, seal.keys and others, kafka.* among them.")
  private @Nullable Path config;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "Where OTLP over HTTP is sent, or none (default: the file's, else 127.0.0.1:4318).")
  private @Nullable String listen;

  @Option(
      names = "--listen-grpc",
      paramLabel = "HOST:PORT",
      description =
          "Where OTLP over gRPC is sent, or none (default: the file's, else 127.0.0.1:4317).")
  private @Nullable String listenGrpc;

  SidecarCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("bootstrap.servers", bootstrapServers);
    if (listen != null) {
      overrides.put("listen", listen);
    }
    if (listenGrpc != null) {
      overrides.put("listen.grpc", listenGrpc);
    }
    SidecarSettings settings = settings(overrides);
    BrokerAddress.requireReachable(bootstrapServers);
    Logging.toStandardError("INFO", "WARN");
    try (StopRequest stop = StopRequest.onSignals();
        Sidecar sidecar = start(settings)) {
      console.err(settings + "; counts on port " + sidecar.metricsPort() + "; Ctrl-C ends it");
      boolean stopped = false;
      while (!stopped) {
        stopped = stop.await(LOOK_EVERY_MS);
      }
      console.err("stopping");
    }
    return ExitCode.DONE;
  }

  private SidecarSettings settings(Map<String, String> overrides) {
    try {
      return SidecarSettings.load(config, overrides);
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; correct --config or the options", e);
    }
  }

  private static Sidecar start(SidecarSettings settings) {
    try {
      return Sidecar.start(settings);
    } catch (KafkaException e) {
      throw new WrongUse(
          "Kafka refused: " + Reason.of(e) + "; check the brokers, rights and kafka.* settings", e);
    } catch (IOException e) {
      throw new WrongUse(Reason.of(e), e);
    }
  }
}
