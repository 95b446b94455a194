package io.stillwatch.cli;

import io.stillwatch.envoy.EnvoyService;
import io.stillwatch.envoy.EnvoySettings;
import io.stillwatch.envoy.SettingsException;
import io.stillwatch.sidecar.CountsHttp;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.Staleness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stillwatch serve-envoy}: Envoy's external authorization from what is in force. */
@Command(
    name = "serve-envoy",
    description = {
      "Answers Envoy's external authorization (gRPC) from what is in force, until Ctrl-C.",
      "SUSPEND becomes 403, THROTTLE 429 over its limit; the rest goes to the inference server in"
          + " headers and dynamic metadata. Needs no engine, only Kafka."
    },
    sortOptions = false)
final class ServeEnvoyCommand implements Callable<Integer> {

  private static final long LOOK_EVERY_MS = 200;

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
      description = "A properties file: identity.account and others, kafka.* among them.")
  private @Nullable Path config;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where Envoy finds it (default: the file's, else 127.0.0.1:9191).")
  private @Nullable String listen;

  ServeEnvoyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("bootstrap.servers", bootstrapServers);
    if (listen != null) {
      overrides.put("listen", listen);
    }
    EnvoySettings settings = settings(overrides);
    BrokerAddress.requireReachable(bootstrapServers);
    Logging.toStandardError("INFO", "WARN");
    try (StopRequest stop = StopRequest.onSignals();
        EnvoyService service = start(settings);
        CountsHttp metrics = metrics(settings, service)) {
      console.err(
          settings
              + (settings.listen().getPort() == 0 ? "; port " + service.port() : "")
              + (metrics == null ? "" : "; /metrics on " + metrics.port()));
      boolean told = false;
      while (!stop.await(LOOK_EVERY_MS)) {
        if (!told && service.isReady()) {
          told = true;
          console.err("serving; Ctrl-C ends it");
        }
      }
      console.err("stopping");
    }
    return ExitCode.DONE;
  }

  private EnvoySettings settings(Map<String, String> overrides) {
    try {
      return EnvoySettings.load(config, overrides);
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; correct --config or the options", e);
    }
  }

  private static EnvoyService start(EnvoySettings settings) {
    try {
      return EnvoyService.start(settings, new Alarms());
    } catch (KafkaException e) {
      throw new WrongUse(
          "Kafka refused: " + Reason.of(e) + "; check the brokers, rights and kafka.* settings", e);
    } catch (IOException e) {
      throw new WrongUse(Reason.of(e) + "; choose another --listen or correct tls.*", e);
    }
  }

  private static @Nullable CountsHttp metrics(EnvoySettings settings, EnvoyService service) {
    InetSocketAddress listen = settings.metrics();
    if (listen == null) {
      return null;
    }
    try {
      return CountsHttp.start(listen, service::metrics, service::troubles);
    } catch (IOException e) {
      throw new WrongUse(Reason.of(e), e);
    }
  }

  /** What somebody should see. */
  private static final class Alarms implements ControlTopicListener {

    private static final Logger LOG = LoggerFactory.getLogger(ServeEnvoyCommand.class);
    private static final long WAITING_TOLD_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    /** The reader's thread only. */
    private @Nullable Long waitingToldAt;

    /** Told now and then: of a release whose schema does not come, no row binds. */
    @Override
    public void waiting(String topic, int partition, long offset, String why) {
      long now = System.nanoTime();
      if (waitingToldAt == null || now - waitingToldAt >= WAITING_TOLD_EVERY_NS) {
        waitingToldAt = now;
        LOG.warn(
            "{}, partition {} offset {} waits, and binds nothing meanwhile: {}; see that its writer"
                + " publishes its schema on detection.schemas, or update this service",
            topic,
            partition,
            offset,
            why);
      }
    }

    @Override
    public void undecodable(String topic, int partition, long offset, String why) {
      LOG.warn("{}, partition {} offset {}: {}", topic, partition, offset, why);
    }

    @Override
    public void stale(Staleness staleness) {
      LOG.error("what is in force was last known {} ago: Kafka does not answer", staleness.age());
    }

    @Override
    public void fresh(Staleness staleness) {
      LOG.info("what is in force is known again");
    }

    @Override
    public void trouble(Exception failure) {
      LOG.warn("reading what is in force: {}", failure.toString());
    }
  }
}
