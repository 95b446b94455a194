package io.stillwatch.jobs;

import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that has become of one source's records since the job first started, and whether it has
 * fallen silent. What it reports is also what it is made from after a restart.
 *
 * <pre>
 *   accepted + rejected.… + shed + waiting - further = records
 *   records + unreadable = offsets, the sum of how far its partitions have been read
 * </pre>
 *
 * Unreadable are offsets that hold no record for anybody: marks of transactions, what was compacted
 * or deleted before it was read.
 */
final class SourceTally {

  /** What the names of its reports begin with; the source's name follows. */
  static final String REPORTER = "source/";

  static final String RECORDS = "records";
  static final String OFFSETS = "offsets";
  static final String UNREADABLE = "unreadable";
  static final String SILENT = "silent";
  static final String TOPIC = "topic";
  static final String LAST_RECORD = "last_record";
  static final String ALARM = "alarm";

  private final EventSource source;
  private final boolean expected;
  private final Map<String, Long> counts;
  private final long startedAtMs;
  private long heardAtMs;
  private boolean silent;

  /**
   * @param expected whether its silence is one also when it has never said anything
   * @param before its last report, null when there is none
   */
  SourceTally(EventSource source, boolean expected, @Nullable StatusReport before, long nowMs) {
    this.source = source;
    this.expected = expected;
    this.counts = before == null ? new HashMap<>() : new HashMap<>(before.getCounts());
    this.startedAtMs = nowMs;
    String heard = before == null ? null : before.getNotes().get(LAST_RECORD);
    this.heardAtMs = heard == null ? 0 : Instant.parse(heard).toEpochMilli();
    this.silent = counts.getOrDefault(SILENT, 0L) > 0;
  }

  /** Adds what a task has counted. */
  void add(Map<String, Long> news, long nowMs) {
    news.forEach(
        (name, count) -> {
          if (!name.startsWith(OffsetsRead.FROM) && !name.startsWith(OffsetsRead.NEXT)) {
            counts.merge(name, count, Long::sum);
          }
        });
    news.forEach(
        (name, next) -> {
          if (name.startsWith(OffsetsRead.NEXT)) {
            String partition = name.substring(OffsetsRead.NEXT.length());
            long from = news.getOrDefault(OffsetsRead.FROM + partition, next);
            Long before = counts.put(name, next);
            // A topic that was made anew begins at 0 again.
            long start = before != null && before <= from ? before : from;
            counts.merge(OFFSETS, next - start, Long::sum);
          }
        });
    if (news.getOrDefault(RECORDS, 0L) > 0) {
      heardAtMs = nowMs;
    }
  }

  /** Looks at the clock; true when it has just fallen silent, or speaks again. */
  boolean turns(long nowMs) {
    boolean before = silent;
    // What could not be read while the job stood still is nobody's silence.
    long since = silent ? heardAtMs : Math.max(heardAtMs, startedAtMs);
    Duration allowed = source.silentAfter();
    silent =
        !allowed.isZero()
            && (expected || counts.getOrDefault(RECORDS, 0L) > 0)
            && nowMs - since >= allowed.toMillis();
    return silent != before;
  }

  boolean silent() {
    return silent;
  }

  /** Seconds since the last record, or since the start where none has come yet. */
  long quietSeconds(long nowMs) {
    return Math.max(0, nowMs - (heardAtMs == 0 ? startedAtMs : heardAtMs)) / 1_000;
  }

  StatusReport report(long nowMs) {
    Map<String, Long> told = new TreeMap<>(counts);
    told.put(SILENT, silent ? 1L : 0L);
    told.put(UNREADABLE, counts.getOrDefault(OFFSETS, 0L) - counts.getOrDefault(RECORDS, 0L));
    Map<String, String> notes = new TreeMap<>();
    notes.put(TOPIC, source.topic());
    if (heardAtMs > 0) {
      notes.put(LAST_RECORD, Instant.ofEpochMilli(heardAtMs).toString());
    }
    if (silent) {
      notes.put(ALARM, alarm());
    }
    return StatusReport.newBuilder()
        .setReporter(REPORTER + source.source().name())
        .setAt(Instant.ofEpochMilli(nowMs))
        .setCounts(told)
        .setNotes(notes)
        .build();
  }

  String alarm() {
    return "source "
        + source.source().name()
        + " ("
        + source.topic()
        + ") "
        + (heardAtMs == 0
            ? "has never sent a record"
            : "has sent nothing since " + Instant.ofEpochMilli(heardAtMs))
        + ": whoever is served there is not watched";
  }
}
