package io.stillwatch.sidecar;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sidecar, running. */
public final class Sidecar implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);

  private static final int READERS_MAX = 4;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<SourceCounts> counts = new ArrayList<>();
  private final List<LogTail> tails = new CopyOnWriteArrayList<>();
  private final MemoryBudget memory;
  private final EventSender sender;
  private @Nullable OtlpHttp otlp;
  private @Nullable OtlpGrpc otlpGrpc;
  private @Nullable CountsHttp metrics;

  private Sidecar(MemoryBudget memory, EventSender sender) {
    this.memory = memory;
    this.sender = sender;
    parts.push(sender);
  }

  /**
   * Starts it, once Kafka has told of the events topic.
   *
   * @throws IOException when a port cannot be had or a file cannot be read
   * @throws org.apache.kafka.common.KafkaException when Kafka refuses, or does not answer
   */
  public static Sidecar start(SidecarSettings settings) throws IOException {
    MemoryBudget memory = new MemoryBudget(settings.memoryBytesMax());
    EventSender sender = EventSender.connect(settings, InstantSource.system());
    Sidecar sidecar = new Sidecar(memory, sender);
    try {
      sidecar.open(settings);
      return sidecar;
    } catch (IOException | RuntimeException e) {
      sidecar.close();
      throw e;
    }
  }

  private void open(SidecarSettings settings) throws IOException {
    metrics = add(CountsHttp.start(settings.metrics(), this::metrics, this::troubles));
    Path stateDir = settings.stateDir();
    for (SidecarSource source : settings.logs()) {
      Path path = source.log();
      if (path == null || stateDir == null) {
        throw new IllegalStateException("a log source has a log, and a place to remember");
      }
      tails.add(add(follow(source, path, stateDir, settings)));
    }
    InetSocketAddress http = settings.listen();
    InetSocketAddress grpc = settings.listenGrpc();
    if (http != null || grpc != null) {
      // One for both: what arrives either way shares processors, counts and memory.
      Reception reception = new Reception(readers(settings), sender, counts(SidecarSource.OTLP));
      if (http != null) {
        otlp = add(OtlpHttp.start(http, reception, memory, settings.bodyBytesMax()));
      }
      if (grpc != null) {
        otlpGrpc = add(OtlpGrpc.start(grpc, reception, memory, settings.bodyBytesMax()));
      }
    }
  }

  private LogTail follow(SidecarSource source, Path path, Path stateDir, SidecarSettings settings)
      throws IOException {
    SourceCounts logCounts = counts(source.name());
    FollowedLog log =
        new FollowedLog(
            path,
            stateDir.resolve(source.name() + ".position"),
            SidecarLimits.EVENT_BYTES_MAX,
            what -> {
              logCounts.logLost();
              LOG.warn("source {}: {}", source.name(), what);
            });
    RecordReader reader =
        new RecordReader(source, settings.hashKey(), SidecarLimits.EVENT_BYTES_MAX);
    return LogTail.start(source.name(), log, reader, sender, logCounts);
  }

  /** As many as there are processors, but few: the machine is there for inference. */
  private static List<RecordReader> readers(SidecarSettings settings) {
    int number = Math.min(READERS_MAX, Runtime.getRuntime().availableProcessors());
    List<RecordReader> readers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      readers.add(new RecordReader(settings.otlp(), settings.hashKey(), settings.bodyBytesMax()));
    }
    return readers;
  }

  private synchronized SourceCounts counts(String source) {
    SourceCounts one = new SourceCounts(source);
    counts.add(one);
    return one;
  }

  private <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  private synchronized String metrics() {
    StringBuilder out = new StringBuilder();
    counts.forEach(one -> one.print(out));
    out.append("stillwatch_sidecar_memory_bytes ").append(memory.used()).append('\n');
    boolean broken = sender.keyProblem() != null;
    out.append("stillwatch_sidecar_seal_keys_broken ").append(broken ? 1 : 0).append('\n');
    out.append("stillwatch_sidecar_healthy ").append(troubles().isEmpty() ? 1 : 0).append('\n');
    return out.toString();
  }

  /** What does not pass by itself. That Kafka is away does, and is told by what was deferred. */
  private List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    String refusal = sender.refusal();
    if (refusal != null) {
      troubles.add("Kafka does not let events be written: " + refusal);
    }
    for (LogTail tail : tails) {
      String trouble = tail.trouble();
      if (trouble != null) {
        troubles.add(trouble);
      }
    }
    return troubles;
  }

  /** The port that OTLP over gRPC is taken on; -1 where none is. */
  public int otlpGrpcPort() {
    OtlpGrpc grpc = otlpGrpc;
    return grpc == null ? -1 : grpc.port();
  }

  /** The port that OTLP over HTTP is taken on; -1 where none is. */
  public int otlpPort() {
    OtlpHttp http = otlp;
    return http == null ? -1 : http.port();
  }

  /** The port that counts are read from. */
  public int metricsPort() {
    CountsHttp http = metrics;
    return http == null ? -1 : http.port();
  }

  /** Takes nothing more, and waits for what is under way. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
