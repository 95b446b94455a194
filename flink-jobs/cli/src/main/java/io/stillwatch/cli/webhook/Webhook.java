package io.stillwatch.cli.webhook;

import io.stillwatch.cli.AliveFile;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.webhook.Delivery.Item;
import io.stillwatch.cli.webhook.WebhookSettings.FindingChoice;
import io.stillwatch.jobs.KafkaSchemaResolver;
import io.stillwatch.jobs.SchemaTopic;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.StatusReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes findings and alarms off their topics as a consumer group and brings them to the receiver,
 * in order, at least once: an offset is committed when all before it was taken or dropped.
 *
 * <p>The queue is the topic: in memory is one batch of at most {@link #ITEMS_MAX}. What the
 * receiver refuses is tried item by item and then dropped; what it cannot take is tried again,
 * slower and slower, and dropped once the settings' time is over. Each drop is counted, told on
 * {@code detection.status} and logged. Thread-confined, but for {@link #metrics}.
 */
final class Webhook implements AutoCloseable {

  private static final int ITEMS_MAX = 100;
  private static final int BODY_CHARS_MAX = 1 << 20;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(10);
  private static final long PAUSE_MS_MAX = 60_000;

  /** How long it waits to hear how far behind it is. */
  private static final Duration LOOK_MAX = Duration.ofSeconds(1);

  /** The group takes a member for dead that asks for nothing for minutes. */
  private static final long SILENT_MS_MAX = 20_000;

  private final WebhookSettings settings;
  private final Receiver receiver;
  private final InstantSource clock;
  private final long firstPauseMs;
  private final Consumer<String> log;
  private final AliveFile alive;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaSchemaResolver schemas;
  private final RecordCodec<Finding> findings;
  private final RecordCodec<StatusReport> reports;
  private long delivered;
  private long refused;
  private long givenUp;
  private long expired;
  private long unreadable;
  private long retries;
  private long waiting;
  private long reportedAtMs = steadyMs() - REPORT_EVERY.toMillis();
  private long polledAtMs;

  /** The counts at the last round, for other threads. */
  private volatile Map<String, Long> seen = counts();

  /** Whether the group has a place: from then on a restart loses nothing. */
  private boolean joined;

  /**
   * Joins the group; what was on the topics before the first start is not told.
   *
   * @param firstPauseMs before the second attempt; each later pause is twice as long
   * @param log takes what somebody should see
   */
  Webhook(WebhookSettings settings, InstantSource clock, long firstPauseMs, Consumer<String> log)
      throws InterruptedException {
    this.settings = settings;
    this.clock = clock;
    this.firstPauseMs = firstPauseMs;
    this.log = log;
    this.alive = new AliveFile(settings.alive(), clock, log);
    this.receiver = new Receiver(settings.target(), settings.keys(), clock);
    publishSchemas();
    this.consumer =
        settings
            .kafka()
            .groupConsumer(
                "stillwatch-webhook", "stillwatch-webhook-" + settings.name(), ITEMS_MAX);
    this.producer = settings.kafka().producer("stillwatch-webhook-status");
    this.schemas =
        new KafkaSchemaResolver.Factory(settings.kafka(), settings.topics().schemas()).open();
    this.findings = RecordCodec.of(Finding.class, schemas);
    this.reports = RecordCodec.of(StatusReport.class, schemas);
    consumer.subscribe(List.of(settings.topics().findings(), settings.topics().status()));
  }

  /** Who may only read need not publish: an engine of this release has done so. */
  private void publishSchemas() throws InterruptedException {
    try {
      SchemaTopic.publish(settings.kafka(), settings.topics().schemas());
    } catch (KafkaException e) {
      log.accept("the schema of its reports is not published: " + Reason.of(e));
    }
  }

  /** Runs until asked to stop. What is under way then comes again at the next start. */
  void run(BooleanSupplier stop) throws InterruptedException {
    boolean uncommitted = false;
    while (!stop.getAsBoolean()) {
      ConsumerRecords<byte[], byte[]> records = poll(POLL);
      boolean told = deliverAll(items(records), stop);
      uncommitted |= !records.isEmpty() || (!joined && !consumer.assignment().isEmpty());
      if (told && uncommitted) {
        uncommitted = !commit();
        joined |= !uncommitted;
      }
      report(false);
    }
    report(true);
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration wait) {
    polledAtMs = steadyMs();
    seen = counts();
    alive.say(); // within seconds also while the receiver is away
    try {
      return consumer.poll(wait);
    } catch (InvalidOffsetException e) {
      begin(e);
      return ConsumerRecords.empty();
    }
  }

  private boolean commit() {
    try {
      consumer
          .assignment()
          .forEach(consumer::position); // a place that is not looked up is not kept
      consumer.commitSync();
      return true;
    } catch (InvalidOffsetException e) {
      begin(e);
      return false;
    } catch (CommitFailedException | RebalanceInProgressException e) {
      return false; // another member has these now, and tells them again
    } catch (TimeoutException e) {
      return false; // the broker is away; the next round tries it again
    }
  }

  /**
   * Finds a place for those that have none. A group that never had any begins at the end; else what
   * still stands there is told from its beginning, and what does not is counted.
   */
  private void begin(InvalidOffsetException why) {
    try {
      if (why instanceof NoOffsetForPartitionException && isFirstStart()) {
        beginAtEnds();
      } else {
        beginAtStarts(why);
      }
    } catch (CommitFailedException | RebalanceInProgressException | TimeoutException e) {
      return; // the next poll finds the same
    }
  }

  private void beginAtStarts(InvalidOffsetException why) {
    Set<TopicPartition> without = why.partitions();
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(without);
    if (why instanceof OffsetOutOfRangeException gone) {
      Map<TopicPartition, Long> places = gone.offsetOutOfRangePartitions();
      starts.forEach((partition, start) -> lost(partition, places.get(partition), start));
    } else {
      log.accept("begins at the beginning of " + without + ", of which nothing was told yet");
    }
    starts.forEach(consumer::seek);
  }

  private void lost(TopicPartition partition, @Nullable Long place, long start) {
    long gone = place == null ? 0 : Math.max(0, start - place);
    expired += gone;
    log.accept(
        gone > 0
            ? "dropped up to " + gone + " that " + partition + " no longer keeps; see its retention"
            : partition + " ends before " + place + ", where this stopped; tells all of it");
  }

  private boolean isFirstStart() {
    return consumer.committed(all()).values().stream().allMatch(Objects::isNull);
  }

  /** For all members at once: to another one that starts now these are no new partitions. */
  private void beginAtEnds() {
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    consumer.endOffsets(all()).forEach((p, end) -> places.put(p, new OffsetAndMetadata(end)));
    consumer.commitSync(places);
    consumer.assignment().forEach(p -> consumer.seek(p, places.get(p)));
    log.accept("begins at the ends: " + settings.name() + " has no place yet");
  }

  private Set<TopicPartition> all() {
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    for (String topic : consumer.subscription()) {
      consumer.partitionsFor(topic).forEach(p -> all.add(new TopicPartition(topic, p.partition())));
    }
    return all;
  }

  private List<Item> items(ConsumerRecords<byte[], byte[]> records) {
    List<Item> items = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        Item item = record.value() == null ? null : item(record);
        if (item != null) {
          items.add(item);
        }
      } catch (IOException e) {
        unreadable++;
        log.accept(
            "passed over " + record.topic() + " offset " + record.offset() + ": " + Reason.of(e));
      }
    }
    return items;
  }

  private @Nullable Item item(ConsumerRecord<byte[], byte[]> record) throws IOException {
    if (record.topic().equals(settings.topics().findings())) {
      Finding finding = findings.decode(record.value());
      return wanted(finding) ? new Item("finding", RecordJson.write(finding)) : null;
    }
    StatusReport report = reports.decode(record.value());
    return settings.alarms() && isAlarm(report)
        ? new Item("alarm", RecordJson.write(report))
        : null;
  }

  private boolean wanted(Finding finding) {
    return settings.findings() == FindingChoice.ALL
        || (settings.findings() == FindingChoice.ACTING
            && finding.getMode() == Mode.ENFORCE
            && finding.getRequested() != null);
  }

  /** Budgets tell when they hold and when they do no more; nothing else on the topic is rare. */
  private static boolean isAlarm(StatusReport report) {
    return report.getNotes().containsKey("alarm") || report.getReporter().startsWith("budget/");
  }

  /** In bodies of bounded size; false when asked to stop before all was told. */
  private boolean deliverAll(List<Item> items, BooleanSupplier stop) throws InterruptedException {
    int from = 0;
    while (from < items.size()) {
      int to = from;
      long chars = 0;
      while (to < items.size()
          && (to == from || chars + items.get(to).json().length() <= BODY_CHARS_MAX)) {
        chars += items.get(to).json().length();
        to++;
      }
      if (!deliver(items.subList(from, to), stop)) {
        return false;
      }
      from = to;
    }
    return true;
  }

  private boolean deliver(List<Item> items, BooleanSupplier stop) throws InterruptedException {
    Delivery delivery = Delivery.of(items);
    long sinceMs = steadyMs();
    long pauseMs = firstPauseMs;
    while (true) {
      if (stop.getAsBoolean()) {
        return false;
      }
      if (steadyMs() - polledAtMs >= SILENT_MS_MAX) {
        stayInGroup(Duration.ZERO);
      }
      Receiver.Attempt attempt = receiver.send(delivery);
      switch (attempt.outcome()) {
        case ACCEPTED -> {
          delivered += items.size();
          return true;
        }
        case REFUSED -> {
          return refused(items, attempt.why(), stop);
        }
        case AWAY -> {
          if (steadyMs() - sinceMs >= settings.giveUpAfter().toMillis()) {
            givenUp += items.size();
            log.accept(
                "dropped "
                    + items.size()
                    + " after "
                    + settings.giveUpAfter()
                    + ": "
                    + attempt.why());
            return true;
          }
          retries++;
          log.accept("the receiver did not take " + items.size() + ": " + attempt.why());
        }
      }
      if (!pause(pauseMs, stop)) {
        return false;
      }
      pauseMs = Math.min(PAUSE_MS_MAX, 2 * pauseMs);
    }
  }

  /** One item that it will not take must not cost the others. */
  private boolean refused(List<Item> items, String why, BooleanSupplier stop)
      throws InterruptedException {
    if (items.size() == 1) {
      refused++;
      log.accept("the receiver refused one, which is dropped: " + why);
      return true;
    }
    for (Item item : items) {
      if (!deliver(List.of(item), stop)) {
        return false;
      }
    }
    return true;
  }

  /** Stays in the group while it waits. */
  private boolean pause(long pauseMs, BooleanSupplier stop) throws InterruptedException {
    long untilMs = steadyMs() + pauseMs;
    while (steadyMs() < untilMs) {
      if (stop.getAsBoolean()) {
        return false;
      }
      stayInGroup(Duration.ofMillis(Math.min(200, Math.max(1, untilMs - steadyMs()))));
    }
    return true;
  }

  /** Asks for nothing, and so that the group knows that somebody is there. */
  private void stayInGroup(Duration wait) {
    report(false);
    consumer.pause(consumer.assignment());
    // A partition that a rebalance brings just now is not paused yet: back to its place.
    ConsumerRecords<byte[], byte[]> early = poll(wait);
    early.partitions().forEach(p -> consumer.seek(p, early.records(p).get(0).offset()));
    consumer.resume(consumer.paused());
  }

  private void report(boolean now) {
    if (!now && steadyMs() - reportedAtMs < REPORT_EVERY.toMillis()) {
      return;
    }
    reportedAtMs = steadyMs();
    look();
    StatusReport report =
        StatusReport.newBuilder()
            .setReporter("webhook:" + settings.name())
            .setAt(clock.instant())
            .setCounts(counts())
            .build();
    var unused =
        producer.send(
            new ProducerRecord<>(
                settings.topics().status(),
                report.getReporter().getBytes(StandardCharsets.UTF_8),
                reports.encode(report)));
  }

  /** How much stands on its partitions that is neither told nor passed over. */
  private void look() {
    Set<TopicPartition> mine = consumer.assignment();
    try {
      Map<TopicPartition, OffsetAndMetadata> places = consumer.committed(mine, LOOK_MAX);
      long behind = 0;
      for (var end : consumer.endOffsets(mine, LOOK_MAX).entrySet()) {
        OffsetAndMetadata place = places.get(end.getKey());
        behind += place == null ? 0 : Math.max(0, end.getValue() - place.offset());
      }
      waiting = behind;
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // It only informs, and must not end what delivers: the next look tells.
    }
  }

  /**
   * Of a clock that nobody sets: set forward, the wall's would drop what was tried for a second.
   */
  private static long steadyMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  boolean hasJoined() {
    return joined;
  }

  /** What became of all so far. */
  Map<String, Long> counts() {
    return Map.of(
        "delivered", delivered,
        "dropped.refused", refused,
        "dropped.given_up", givenUp,
        "dropped.expired", expired,
        "unreadable", unreadable,
        "retries", retries,
        "waiting", waiting);
  }

  /** What Prometheus reads. Any thread may ask. */
  String metrics() {
    StringBuilder out = new StringBuilder();
    new TreeMap<>(seen)
        .forEach(
            (name, count) ->
                out.append("stillwatch_webhook_")
                    .append(name.replace('.', '_'))
                    .append(' ')
                    .append(count)
                    .append('\n'));
    return out.toString();
  }

  @Override
  public void close() {
    consumer.close();
    producer.close(Duration.ofSeconds(5));
    schemas.close();
  }
}
