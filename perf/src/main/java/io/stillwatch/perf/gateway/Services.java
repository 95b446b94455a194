package io.stillwatch.perf.gateway;

import io.stillwatch.envoy.EnvoyService;
import io.stillwatch.envoy.EnvoySettings;
import io.stillwatch.sidecar.Sidecar;
import io.stillwatch.sidecar.SidecarSettings;
import io.stillwatch.subscriber.ControlTopicListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What stands beside a gateway: the enforcement service and the sidecar, each on a free port. */
final class Services implements AutoCloseable {

  private static final String ANY_PORT = "127.0.0.1:0";

  private final EnvoyService envoy;
  private final Sidecar sidecar;

  private Services(EnvoyService envoy, Sidecar sidecar) {
    this.envoy = envoy;
    this.sidecar = sidecar;
  }

  /** The key by which engine and sidecar make the same of a text. */
  static Path hashKey(Path directory) throws Exception {
    return Files.writeString(directory.resolve("hash.key"), "0".repeat(32));
  }

  static Path sealKeys(Path directory) throws Exception {
    return Files.writeString(directory.resolve("seal.keys"), "k1=" + "5a".repeat(32));
  }

  /** Starts both, once the topics are there, and waits until decisions can be had. */
  static Services start(String bootstrapServers, Path directory) throws Exception {
    EnvoyService envoy =
        EnvoyService.start(
            EnvoySettings.load(
                null,
                Map.of(
                    "bootstrap.servers", bootstrapServers,
                    "identity.account", "metadata:" + Door.NAMESPACE + '/' + Door.ACCOUNT,
                    "listen", ANY_PORT)),
            ControlTopicListener.SILENT);
    try {
      Sidecar sidecar =
          Sidecar.start(
              SidecarSettings.load(
                  null,
                  Map.of(
                      "bootstrap.servers", bootstrapServers,
                      "hash.key.file", hashKey(directory).toString(),
                      "seal.keys", sealKeys(directory).toString(),
                      "listen", ANY_PORT,
                      "listen.grpc", ANY_PORT,
                      "metrics.listen", ANY_PORT)));
      envoy.caughtUp().get(5, TimeUnit.MINUTES);
      return new Services(envoy, sidecar);
    } catch (Exception e) {
      envoy.close();
      throw e;
    }
  }

  Door door() {
    return new Door(envoy.port());
  }

  /** Where OTLP over HTTP is taken. */
  String otlp() {
    return "http://127.0.0.1:" + sidecar.otlpPort();
  }

  @Override
  public void close() {
    sidecar.close();
    envoy.close();
  }
}
