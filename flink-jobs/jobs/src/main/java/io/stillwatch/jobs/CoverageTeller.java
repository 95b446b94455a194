package io.stillwatch.jobs;

import io.stillwatch.intake.Coverage;
import io.stillwatch.schemas.StatusReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.OutputTag;

/**
 * What one task counts of the sources, on its way to {@link SourceWatch}: each time only what has
 * come since the last.
 *
 * <p>All is told before a checkpoint's barrier goes on. So the counts of every record before a
 * barrier are in the watch's state of that checkpoint, and this task needs none.
 */
final class CoverageTeller {

  static final OutputTag<StatusReport> COVERAGE = new OutputTag<>("coverage", StreamTypes.STATUS);

  /** How often it is told between checkpoints. */
  private static final long TELL_MS = 1_000;

  /** One source's counts: all of them, and what has been told. */
  private static final class Counted {
    private final Coverage coverage = new Coverage();
    private final OffsetsRead offsets = new OffsetsRead();
    private final Map<String, Long> told = new HashMap<>();
  }

  private final Map<String, Counted> sources = new LinkedHashMap<>();

  Coverage coverage(String source) {
    return counted(source).coverage;
  }

  OffsetsRead offsets(String source) {
    return counted(source).offsets;
  }

  /** Also of a source that was taken out of the settings while parts of its records waited. */
  private Counted counted(String source) {
    return sources.computeIfAbsent(source, name -> new Counted());
  }

  /** Tells every second from now on. */
  void start(ProcessingTimeService time, Output<?> out) {
    var unused =
        time.registerTimer(
            time.getCurrentProcessingTime() + TELL_MS,
            now -> {
              tell(now, out);
              start(time, out);
            });
  }

  /** Tells of each source that has something new. */
  void tell(long nowMs, Output<?> out) {
    sources.forEach(
        (source, counted) -> {
          Map<String, Long> news = new HashMap<>();
          counted.coverage.each(
              (name, count) -> {
                Long before = counted.told.put(name, count);
                long more = count - (before == null ? 0 : before);
                if (more != 0) {
                  news.put(name, more);
                }
              });
          counted.offsets.drainTo(news);
          if (!news.isEmpty()) {
            out.collect(
                COVERAGE,
                new StreamRecord<>(
                    StatusReport.newBuilder()
                        .setReporter(source)
                        .setAt(Instant.ofEpochMilli(nowMs))
                        .setCounts(news)
                        .build()));
          }
        });
  }
}
