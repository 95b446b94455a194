package io.stillwatch.trials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.intake.Source;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.HashKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine stops in mid-traffic and goes on from its last checkpoint: each offset of each source
 * is then counted once, whatever it held, and parts of exchanges that came before and after find
 * each other.
 */
@Timeout(600)
class NothingUncountedTest {

  /** As many as the pattern needs: with one lost it is not found, with one twice too early. */
  private static final int PROBES = 120;

  /** Those of the account that stays one below it too. */
  private static final int JOINED_PAIRS = PROBES + PROBES - 1;

  private static final int EVENTS = 3_000;
  private static final int PARTITIONS = 2;
  private static final int WITHOUT_PARTNER = 7;
  private static final int REPEATED = 5;
  private static final int OF_A_TRANSACTION = 3;
  private static final long TICK_LATER_MS = 300_000;

  private static final Source JOINED =
      new Source("spans", Format.AUTO, Identity.USUAL, false, true);

  /** The topic stamps records with what their producer says, so that the test has their time. */
  private long timeMs = System.currentTimeMillis();

  private String kafka = "";
  private String spans = "";
  private long spansSent;

  @Test
  void acceptedRejectedAndShedAreTheOffsetsReadAlsoAfterACrash(@TempDir Path dir) throws Exception {
    try (Ground ground = Ground.start(dir)) {
      Topics topics = ground.enforced("counted.", PARTITIONS);
      kafka = ground.bootstrapServers();
      spans = topics.prefix() + "spans";
      String quiet = topics.prefix() + "quiet";
      try (Admin admin = ground.kafka().admin()) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(spans, PARTITIONS, (short) 1), new NewTopic(quiet, 1, (short) 1)))
            .all()
            .get();
      }
      EmbeddedEngine.Builder engine =
          ground
              .engine(topics)
              .set("parallelism", "2")
              .set("checkpoint.interval", "1s")
              .set("sources", "spans,quiet")
              .set("source.spans.topic", spans)
              .set("source.spans.join", "true")
              .set("source.quiet.topic", quiet)
              .set("source.quiet.silent.after", "1s")
              .set("join.wait", "60s");
      List<InferenceEvent> stream = Crowd.of(3, 10, EVENTS / 10);
      try (KafkaProducer<byte[], byte[]> producer = Wire.producer(kafka)) {
        try (EmbeddedEngine first = engine.start()) {
          first.awaitRunning(Settled.PATIENCE);
          for (int i = 0; i < 50; i++) {
            gateway(producer, "prober", i);
            server(producer, "prober", i);
          }
          for (int i = 50; i < 70; i++) {
            gateway(producer, "prober", i);
          }
          for (int i = 70; i < 90; i++) {
            server(producer, "prober", i);
          }
          producer.flush();
          Wire.publish(kafka, topics.events(), stream.subList(0, EVENTS / 3));
          Settled.after(first, EVENTS / 3 + 100); // those that wait are part of the checkpoint
          poison(producer, topics.events());
          Wire.publish(kafka, topics.events(), stream.subList(EVENTS / 3, EVENTS / 2));
          Settled.until(
              "more is read than any checkpoint holds",
              () -> taken(first) > EVENTS / 3 + 100 + EVENTS / 12,
              () -> taken(first));
        }
        for (int i = 50; i < 70; i++) {
          server(producer, "prober", i);
        }
        for (int i = 70; i < 90; i++) {
          gateway(producer, "prober", i);
        }
        try (EmbeddedEngine second = engine.start()) {
          assertTrue(second.restoredFrom().isPresent());
          Wire.publish(kafka, topics.events(), stream.subList(EVENTS / 2, EVENTS));
          theRest(producer, topics);
          assertCounted(topics.events(), "events", topics);
          assertCounted(spans, "spans", topics);
          StatusReport counts = report("spans", topics);
          assertEquals(2 * JOINED_PAIRS + 1 + REPEATED, count(counts, "accepted"));
          assertEquals(JOINED_PAIRS, count(counts, "joined"));
          assertEquals(WITHOUT_PARTNER + REPEATED, rejected(counts, RejectionReason.NO_PARTNER));
          assertEquals(0, count(counts, "waiting"));
          assertEquals(0, count(counts, "shed"));
          assertEquals(1, count(counts, "unreadable"), "the mark of the transaction");
          StatusReport events = report("events", topics);
          assertEquals(EVENTS, count(events, "accepted"));
          assertEquals(Poison.values().length, count(events, "records") - EVENTS);
          Settled.until(
              "the quiet one is silent",
              () -> count(report("quiet", topics), "silent") == 1,
              () -> report("quiet", topics));
          assertEquals(0, count(counts, "silent"));
          Settled.checkpoints(second, 2); // what was counted is judged, and found, behind that
          assertFound(topics);
        }
      }
    }
  }

  private static long taken(EmbeddedEngine engine) {
    return engine.counts().accepted() + engine.counts().rejected();
  }

  /** What comes after the crash only; then a record in each partition that moves the clock on. */
  private void theRest(KafkaProducer<byte[], byte[]> producer, Topics topics) throws Exception {
    for (int i = 90; i < PROBES; i++) {
      gateway(producer, "prober", i);
      server(producer, "prober", i);
    }
    for (int i = 0; i < PROBES; i++) {
      gateway(producer, "below", i);
      if (i > 0) { // one of the 120 stays alone and is judged as it is, which does not count
        server(producer, "below", i);
      }
    }
    for (int i = 0; i < REPEATED; i++) {
      gateway(producer, "below", 10 + i);
      server(producer, "below", 20 + i);
    }
    for (int i = 0; i < WITHOUT_PARTNER; i++) {
      server(producer, "nobody", i);
    }
    producer.flush();
    long before = end(spans);
    inATransaction();
    // Its mark is written by the broker, in its own time; behind the last record nobody saw it.
    Settled.until(
        "the transaction is marked",
        () -> end(spans) == before + OF_A_TRANSACTION + 1,
        () -> end(spans));
    // A partition that is not heard of for seconds no longer holds up the clock, so the tick comes
    // when all else is read but the mark, which nobody sees before something stands behind it.
    long untilHere = end(spans) - 1;
    Settled.until(
        "all but the tick is read",
        () -> count(report("spans", topics), "offsets") == untilHere,
        () -> untilHere + " offsets; " + report("spans", topics));
    timeMs += TICK_LATER_MS;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(producer, partition, "00", "{\"traceId\":\"\",\"name\":\"tick\"}");
    }
    producer.flush();
  }

  private void gateway(KafkaProducer<byte[], byte[]> producer, String account, int exchange) {
    span(
        producer,
        account,
        exchange,
        "\"spanId\":\"00000000000000aa\",\"parentSpanId\":\"\"",
        """
        {"key":"enduser.id","value":{"stringValue":"%s"}},
        {"key":"gen_ai.request.model","value":{"stringValue":"heron-large"}},
        {"key":"llm.invocation_parameters","value":{"stringValue":
          "{\\"top_logprobs\\":20,\\"logit_bias\\":{\\"17\\":5}}"}}"""
            .formatted(account));
  }

  private void server(KafkaProducer<byte[], byte[]> producer, String account, int exchange) {
    span(
        producer,
        account,
        exchange,
        "\"spanId\":\"00000000000000bb\",\"parentSpanId\":\"00000000000000aa\"",
        """
        {"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"31"}},
        {"key":"gen_ai.usage.completion_tokens","value":{"intValue":"1"}}""");
  }

  private void span(
      KafkaProducer<byte[], byte[]> producer,
      String account,
      int exchange,
      String ids,
      String attributes) {
    timeMs += 5;
    String trace =
        String.format(Locale.ROOT, "%016x%016x", (account.hashCode() & 0xffffL) + 1, exchange + 1);
    send(
        producer,
        Math.floorMod(account.hashCode(), PARTITIONS),
        trace,
        "{\"traceId\":\""
            + trace
            + "\","
            + ids
            + ",\"startTimeUnixNano\":\""
            + (timeMs - 50)
            + "000000\",\"endTimeUnixNano\":\""
            + timeMs
            + "000000\",\"attributes\":["
            + attributes
            + "]}");
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, int partition, String key, String span) {
    spansSent++;
    producer.send(
        new ProducerRecord<>(
            spans,
            partition,
            timeMs,
            key.getBytes(UTF_8),
            ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + span + "]}]}]}")
                .getBytes(UTF_8)));
  }

  /** The mark that ends a transaction takes an offset and is no record. */
  private void inATransaction() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka, "transactional.id", "counted", "acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < OF_A_TRANSACTION; i++) {
        send(producer, 0, "00", "{\"traceId\":\"\",\"name\":\"of no exchange\"}");
      }
      producer.commitTransaction();
    }
  }

  private static void poison(KafkaProducer<byte[], byte[]> producer, String topic) {
    Random random = new Random(9);
    for (Poison kind : Poison.values()) {
      producer.send(new ProducerRecord<>(topic, kind.make(random)));
    }
    producer.flush();
  }

  /** Waits until all of a topic is counted, and holds the sum against the broker's offsets. */
  private void assertCounted(String topic, String source, Topics topics) throws Exception {
    long end = end(topic);
    Settled.until(
        "all of " + topic + " is counted",
        () ->
            count(report(source, topics), "offsets") == end
                && count(report(source, topics), "waiting") == 0,
        () -> end + " offsets; " + report(source, topics));
    StatusReport report = report(source, topics);
    long rejected =
        report.getCounts().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(Coverage.REJECTED))
            .mapToLong(Map.Entry::getValue)
            .sum();
    assertEquals(
        end,
        count(report, "accepted")
            + rejected
            + count(report, "shed")
            + count(report, "waiting")
            - count(report, "further")
            + count(report, "unreadable"),
        report::toString);
    System.out.println("{\"trial\":\"counted\",\"source\":" + report + "}");
  }

  private long end(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = Wire.consumer(kafka)) {
      return consumer.endOffsets(Wire.assign(consumer, topic)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }

  private StatusReport report(String source, Topics topics) {
    try (StatusBoard board = new StatusBoard(KafkaAccess.to(kafka), topics)) {
      return board.sources().stream()
          .filter(report -> report.getReporter().equals("source/" + source))
          .findFirst()
          .orElseGet(
              () -> StatusReport.newBuilder().setReporter(source).setAt(Instant.EPOCH).build());
    }
  }

  private static long count(StatusReport report, String name) {
    return report.getCounts().getOrDefault(name, 0L);
  }

  private static long rejected(StatusReport report, RejectionReason reason) {
    return count(report, Coverage.REJECTED + reason.name().toLowerCase(Locale.ROOT));
  }

  /** The driver, fed with the topic in the order of its times, finds what the job has found. */
  private void assertFound(Topics topics) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(Wire.read(kafka, spans));
    assertEquals(spansSent, records.size());
    records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
    Found driver = new Found();
    Driver rooms =
        new Driver(
            Recording.enforcing(),
            HashKey.PUBLIC,
            Duration.ofDays(30),
            Campaigns.desk(),
            JOINED,
            Driver.Budget.NONE);
    records.forEach(record -> rooms.accept(record.value(), record.timestamp(), driver));
    rooms.finish(driver);
    assertEquals(
        WITHOUT_PARTNER + REPEATED, driver.rejected.getOrDefault(RejectionReason.NO_PARTNER, 0));
    assertEquals(1, driver.found.getOrDefault("logit-probing of prober", 0));
    assertEquals(null, driver.found.get("logit-probing of below"));
    Map<String, Integer> job = new HashMap<>();
    for (Finding finding : Wire.decode(Finding.class, Wire.read(kafka, topics.findings()))) {
      if (List.of("prober", "below").contains(finding.getAccountId())) {
        job.put(finding.getPatternId() + " of " + finding.getAccountId(), 1);
      }
    }
    assertEquals(new TreeSet<>(driver.found.keySet()), new TreeSet<>(job.keySet()));
  }

  /** What the driver says of the spans. */
  private static final class Found implements Driver.Out {

    private final Map<RejectionReason, Integer> rejected = new EnumMap<>(RejectionReason.class);
    private final Map<String, Integer> found = new HashMap<>();

    @Override
    public void rejected(Outcome.Rejected why) {
      rejected.merge(why.reason(), 1, Integer::sum);
    }

    @Override
    public void finding(Finding finding) {
      found.merge(finding.getPatternId() + " of " + finding.getAccountId(), 1, Integer::sum);
    }

    @Override
    public void action(EnforcementAction action) {}
  }
}
