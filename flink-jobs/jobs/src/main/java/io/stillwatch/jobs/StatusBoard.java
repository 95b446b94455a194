package io.stillwatch.jobs;

import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.StatusReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest word of each task on {@code detection.status}. Thread-confined.
 *
 * <p>A task that has fallen silent while others speak on is no part of the engine any more: it ran
 * with another parallelism.
 */
public final class StatusBoard implements AutoCloseable {

  /** Tasks report every ten seconds. */
  static final Duration SILENT = Duration.ofSeconds(25);

  private static final String ACCOUNTS = "accounts/";
  private static final String CAMPAIGNS = "campaigns/";
  private static final String BUDGETS = "budget/";
  private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

  private final TopicTail tail;
  private final Duration silenceMax;
  private final KafkaSchemaResolver schemas;
  private final RecordCodec<StatusReport> codec;
  private final Map<String, StatusReport> latest = new TreeMap<>();

  public StatusBoard(KafkaAccess kafka, Topics topics) {
    this.tail = new TopicTail(kafka, topics.status(), "stillwatch-status");
    this.silenceMax = kafka.silenceMax();
    this.schemas = new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open();
    this.codec = RecordCodec.of(StatusReport.class, schemas);
  }

  private static boolean judges(String reporter) {
    return reporter.startsWith(ACCOUNTS) || reporter.startsWith(CAMPAIGNS);
  }

  /** Tasks that judge by the book and have reported lately, by name, with what they said last. */
  public List<StatusReport> tasks(Instant now) {
    readOn();
    return latest.values().stream()
        .filter(report -> judges(report.getReporter()))
        .filter(report -> report.getAt().isAfter(now.minus(SILENT)))
        .toList();
  }

  private void readOn() {
    tail.readToEnd(
        silenceMax,
        record -> {
          try {
            if (record.value() != null) {
              StatusReport report = codec.decode(record.value());
              latest.put(report.getReporter(), report);
            }
          } catch (IOException e) {
            LOG.warn("{} offset {}: {}", record.topic(), record.offset(), e.toString());
          }
        });
  }

  /** What has become of each source's records, the latest word about each. */
  public List<StatusReport> sources() {
    readOn();
    return latest.values().stream()
        .filter(report -> report.getReporter().startsWith(SourceTally.REPORTER))
        .toList();
  }

  /** The latest word about each budget that holds. */
  public List<StatusReport> heldBudgets() {
    readOn();
    return latest.values().stream()
        .filter(report -> report.getReporter().startsWith(BUDGETS))
        .filter(report -> report.getCounts().getOrDefault("holds", 0L) > 0)
        .toList();
  }

  /** The offset of {@code detection.patterns} up to which a task has its book; -1 if unsaid. */
  public static long bookOffset(StatusReport report) {
    try {
      return Long.parseLong(report.getNotes().getOrDefault("book_offset", "-1"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    tail.close();
    schemas.close();
  }
}
