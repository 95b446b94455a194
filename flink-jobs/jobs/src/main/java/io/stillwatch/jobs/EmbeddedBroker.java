package io.stillwatch.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its controller inside this process, on the loopback interface.
 *
 * <p>Its directory is formatted once and used again afterwards, also after the process was killed.
 * An acknowledged record is in the page cache: it survives the end of the process, not the loss of
 * power.
 *
 * <p>Ports are found free before the broker binds them, because the quorum's address has to stand
 * in the broker's settings. Until it does, anybody on this machine may get one of them, if only for
 * a connection of his own: then others are tried.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int NODE = 1;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int TRIES = 3;
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  private final KafkaRaftServer server;
  private final int port;
  private final DirectoryLock lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(KafkaRaftServer server, int port, DirectoryLock lock) {
    this.server = server;
    this.port = port;
    this.lock = lock;
  }

  /** Where ports that are free just now come from. */
  interface Ports {
    int free() throws IOException;
  }

  /**
   * Starts a broker.
   *
   * @param dir where it keeps everything; made if absent
   * @param port the port to listen on, or 0 for a free one
   * @throws IOException with what is wrong and what to do
   */
  public static EmbeddedBroker start(Path dir, int port) throws IOException {
    return start(dir, port, () -> bind(0));
  }

  static EmbeddedBroker start(Path dir, int port, Ports ports) throws IOException {
    Path log = dir.toAbsolutePath();
    Files.createDirectories(log);
    DirectoryLock lock = DirectoryLock.take(log, "in-use.lock");
    try {
      format(log);
      surviveFatalFaults();
      for (int attempt = 1; ; attempt++) {
        int chosen = port == 0 ? ports.free() : available(port);
        int controller = ports.free();
        try {
          return new EmbeddedBroker(startServer(log, chosen, controller), chosen, lock);
        } catch (IOException e) {
          if (attempt == TRIES || !(isTaken(chosen) || isTaken(controller))) {
            throw e;
          }
          LOG.info("somebody was faster at a port that was free: {}", e.getMessage());
        }
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Kafka does not always say that this is why it did not start. */
  private static boolean isTaken(int port) throws IOException {
    try {
      bind(port);
      return false;
    } catch (BindException e) {
      return true;
    }
  }

  private static KafkaRaftServer startServer(Path log, int port, int controllerPort)
      throws IOException {
    KafkaRaftServer server = new KafkaRaftServer(config(log, port, controllerPort), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      server.shutdown();
      throw new IOException(
          "the in-process broker did not start in " + log + ": " + e.getMessage(), e);
    }
  }

  /**
   * Kafka ends its process when a fault is fatal to it. This process is somebody else's, so the
   * fault ends Kafka's thread instead, and clients see a broker that does not answer.
   */
  private static void surviveFatalFaults() {
    Exit.Procedure instead =
        (status, message) -> {
          String reason = message == null ? "exit status " + status : message;
          LOG.error("the in-process broker met a fatal fault: {}", reason);
          throw new IllegalStateException("the in-process broker met a fatal fault: " + reason);
        };
    Exit.setExitProcedure(instead);
    Exit.setHaltProcedure(instead);
  }

  public int port() {
    return port;
  }

  /** What a client on this machine connects to. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.shutdown();
      server.awaitShutdown();
      lock.close();
    }
  }

  private static void format(Path log) throws IOException {
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(log.toString())
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          // A format that was cut short leaves parts behind, which are simply written again.
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw new IOException(
          "could not format " + log + " for the in-process broker: " + e.getMessage(), e);
    }
  }

  private static KafkaConfig config(Path log, int port, int controllerPort) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", String.valueOf(NODE));
    p.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "CLIENTS");
    p.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("log.dirs", log.toString());
    p.put("metadata.log.dir", log.toString());
    p.put("auto.create.topics.enable", "false");

    // One node: every topic of Kafka's own has one copy and one partition.
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");

    // After a kill the controller waits for the old session to end before it lets the broker back
    // in.
    p.put("broker.session.timeout.ms", "3000");
    p.put("broker.heartbeat.interval.ms", "500");
    p.put("group.initial.rebalance.delay.ms", "0");

    // Few threads and small buffers: it shares the process with the engine.
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "2");
    p.put("num.replica.fetchers", "1");
    p.put("num.recovery.threads.per.data.dir", "2");
    p.put("background.threads", "2");
    p.put("group.coordinator.threads", "1");
    p.put("share.coordinator.threads", "1");
    p.put("log.cleaner.threads", "1");
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
    p.put("message.max.bytes", String.valueOf(4 << 20));
    p.put("metric.reporters", "");
    return KafkaConfig.fromProps(p);
  }

  private static int available(int port) throws IOException {
    try {
      return bind(port);
    } catch (BindException e) {
      throw new IOException(
          "port " + port + " of 127.0.0.1 is taken; choose another, or 0 for a free one", e);
    }
  }

  /** Binds the port for a moment. */
  private static int bind(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port));
      return socket.getLocalPort();
    }
  }
}
