package io.stillwatch.perf.gateway;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.perf.Lines;
import io.stillwatch.perf.Samples;
import io.stillwatch.perf.Table;
import io.stillwatch.perf.subscriber.Rows;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What decision and tap add to a request. The inference server answers at once, which is the
 * hardest: nothing hides behind it. Times are from the moment at which a request is due.
 */
final class Added {

  /** What is done with a request. */
  private enum With {
    NOTHING("served"),
    DECISION("decided, served"),
    DECISION_AND_TAP("decided, served, told");

    private final String label;

    With(String label) {
      this.label = label;
    }
  }

  /** What requests of one kind took. */
  private static final class Took {
    final Samples whole = new Samples();
    final Samples decision = new Samples();
    final Samples tap = new Samples();
    long refused;
    long told;
  }

  private static final int LANES = 4;
  private static final int PARTITIONS = 4;
  private static final int TURNS = 4;
  private static final int ACCOUNTS = 20_000;
  private static final long ARRIVAL_MS_MAX = 30_000;
  private static final String PROMPT =
      "please explain how the harbour pump is serviced ".repeat(43);

  private final int actions;
  private final int perSecond;
  private final int seconds;
  private long told;

  Added(int actions, int perSecond, int seconds) {
    this.actions = actions;
    this.perSecond = perSecond;
    this.seconds = seconds;
  }

  Table run(Path directory, Lines lines) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 0)) {
      KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
      Topics topics = Topics.standard();
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, topics, (short) 1, PARTITIONS);
      }
      Rows.write(kafka, topics.actions(), actions, Instant.now());
      HealthStatusManager answers = new HealthStatusManager();
      Server server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .directExecutor()
              .addService(answers.getHealthService())
              .build()
              .start();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
      try (Services services = Services.start(broker.bootstrapServers(), directory);
          Door door = services.door()) {
        Map<With, List<Took>> took;
        try (Tap tap = new SpanTap(services, SpanTap.USUAL_DELAY, SpanTap.USUAL_BATCH)) {
          took = measured(channel, door, tap);
        }
        requireArrived(kafka, topics.events());
        return told(took, lines);
      } finally {
        channel.shutdownNow();
        server.shutdownNow();
      }
    }
  }

  /** In turns, so that whatever else goes on meets all alike; the first turn warms up. */
  private Map<With, List<Took>> measured(ManagedChannel channel, Door door, Tap tap)
      throws Exception {
    Map<With, List<Took>> took = new EnumMap<>(With.class);
    for (int turn = 0; turn < TURNS; turn++) {
      for (With with : With.values()) {
        List<Took> ofTurn = turn(with, channel, door, tap);
        if (with != With.NOTHING && ofTurn.stream().mapToLong(one -> one.refused).sum() == 0) {
          throw new IllegalStateException(
              "nobody was refused where a request is "
                  + with.label
                  + ": none of the "
                  + actions
                  + " actions is in force, so no figure holds");
        }
        told += ofTurn.stream().mapToLong(one -> one.told).sum();
        if (turn > 0) {
          took.computeIfAbsent(with, w -> new ArrayList<>()).addAll(ofTurn);
        }
      }
    }
    return took;
  }

  /** A tap that loses what it is told would look cheap. */
  private void requireArrived(KafkaAccess kafka, String topic) throws InterruptedException {
    long endNs = System.nanoTime() + ARRIVAL_MS_MAX * 1_000_000;
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("perf")) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      long arrived = -1;
      while (arrived < told) {
        if (System.nanoTime() - endNs > 0) {
          throw new IllegalStateException(
              told + " requests were told of and " + arrived + " events came to " + topic);
        }
        Thread.sleep(arrived < 0 ? 0 : 100);
        arrived = consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
      }
    }
  }

  private List<Took> turn(With with, ManagedChannel channel, Door door, Tap tap) throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      long fromNs = System.nanoTime();
      List<Future<Took>> running = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        int lane = i;
        running.add(lanes.submit(() -> lane(lane, fromNs, with, channel, door, tap)));
      }
      List<Took> took = new ArrayList<>();
      for (Future<Took> lane : running) {
        took.add(lane.get());
      }
      return took;
    } finally {
      lanes.shutdownNow();
    }
  }

  private Took lane(int lane, long fromNs, With with, ManagedChannel channel, Door door, Tap tap) {
    Took took = new Took();
    var server = HealthGrpc.newBlockingStub(channel);
    HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
    long count = (long) perSecond * seconds;
    for (long number = lane; number < count; number += LANES) {
      long dueNs = fromNs + number * 1_000_000_000L / perSecond;
      for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      // One in twenty is of an account that something is in force about. These are left out of what
      // a request takes: who is refused takes less.
      boolean actedOn = number % 20 == 0;
      int account = actedOn ? (int) (number / 20 % actions) : actions + (int) (number % ACCOUNTS);
      String id = Rows.account(account);
      boolean admitted = true;
      if (with != With.NOTHING) {
        long asksNs = System.nanoTime();
        admitted = door.admits(id);
        took.decision.add(System.nanoTime() - asksNs);
        took.refused += admitted ? 0 : 1;
      }
      if (admitted) {
        var unused = server.check(request);
      }
      if (with == With.DECISION_AND_TAP && admitted) {
        long tellsNs = System.nanoTime();
        tap.answered(id, number, PROMPT);
        took.tap.add(System.nanoTime() - tellsNs);
        took.told++;
      }
      if (!actedOn) {
        took.whole.add(System.nanoTime() - dueNs);
      }
    }
    return took;
  }

  private Table told(Map<With, List<Took>> took, Lines lines) throws Exception {
    Table table =
        new Table()
            .column("a request is", "/case")
            .column("p50, us", "/us/p50", 0)
            .column("p90", "/us/p90", 0)
            .column("p99", "/us/p99", 0)
            .column("added to p50", "/added_us/p50", 0)
            .column("to p99", "/added_us/p99", 0)
            .column("decision p50", "/decision_us/p50", 0)
            .column("p99", "/decision_us/p99", 0)
            .column("tap p50", "/tap_us/p50", 0)
            .column("p99", "/tap_us/p99", 0);
    double[] bare = new double[2];
    for (With with : With.values()) {
      List<Took> of = took.getOrDefault(with, List.of());
      double[] whole = of.stream().flatMapToDouble(one -> us(one.whole)).sorted().toArray();
      double p50 = Lines.at(whole, 0.5);
      double p99 = Lines.at(whole, 0.99);
      if (with == With.NOTHING) {
        bare[0] = p50;
        bare[1] = p99;
      }
      String fields =
          String.format(
              Locale.ROOT,
              "\"system\":\"stillwatch\",\"case\":\"%s\",\"requests_per_second\":%d,"
                  + "\"requests\":%d,\"actions\":%d,\"us\":%s,"
                  + "\"added_us\":{\"p50\":%.1f,\"p99\":%.1f}%s%s",
              with.label,
              perSecond,
              whole.length,
              actions,
              Lines.spread(whole),
              p50 - bare[0],
              p99 - bare[1],
              part("decision_us", of.stream().flatMapToDouble(one -> us(one.decision)).toArray()),
              part("tap_us", of.stream().flatMapToDouble(one -> us(one.tap)).toArray()));
      lines.add("gateway", fields);
      table.add(fields);
    }
    return table;
  }

  private static DoubleStream us(Samples samples) {
    return Arrays.stream(samples.in(1e3));
  }

  private static String part(String name, double[] us) {
    return us.length == 0 ? "" : ",\"" + name + "\":" + Lines.spread(us);
  }
}
