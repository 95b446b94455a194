package io.stillwatch.sidecar;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became of one source's records. A record counts once it is done with: its events are in
 * Kafka, or refused. What was deferred comes again, and counts as deferred only.
 */
final class SourceCounts {

  private final String source;
  private final Coverage coverage = new Coverage();
  private final Map<Deferral, Long> deferred = new EnumMap<>(Deferral.class);
  private long refusedRequests;
  private long abandoned;
  private long logsLost;

  SourceCounts(String source) {
    this.source = source;
  }

  synchronized void record(List<One> verdicts) {
    coverage.record();
    verdicts.forEach(coverage::verdict);
  }

  synchronized void deferred(Deferral why) {
    deferred.merge(why, 1L, Long::sum);
  }

  /** A request that is none of OTLP, or too large; no exchange in it was read. */
  synchronized void refusedRequest() {
    refusedRequests++;
  }

  /** A request whose sender went away before all of it had come. */
  synchronized void abandoned() {
    abandoned++;
  }

  /** A log of which nobody knows any more what was not read, or that had to be passed over. */
  synchronized void logLost() {
    logsLost++;
  }

  synchronized long accepted() {
    return coverage.accepted();
  }

  synchronized long rejected(RejectionReason reason) {
    return coverage.rejected(reason);
  }

  synchronized long deferrals(Deferral why) {
    return deferred.getOrDefault(why, 0L);
  }

  /** In Prometheus' text format; always {@code accepted + rejected - further = records}. */
  synchronized void print(StringBuilder out) {
    line(out, "records", "", coverage.records());
    line(out, "accepted", "", coverage.accepted());
    line(out, "further", "", coverage.further());
    for (RejectionReason reason : RejectionReason.values()) {
      if (coverage.rejected(reason) > 0) {
        line(out, "rejected", label("reason", reason), coverage.rejected(reason));
      }
    }
    for (Deferral why : Deferral.values()) {
      line(out, "deferred", label("why", why), deferrals(why));
    }
    line(out, "refused_requests", "", refusedRequests);
    line(out, "abandoned_requests", "", abandoned);
    line(out, "logs_lost", "", logsLost);
  }

  private static String label(String name, Enum<?> value) {
    return "," + name + "=\"" + value.name().toLowerCase(Locale.ROOT) + "\"";
  }

  private void line(StringBuilder out, String name, String labels, long value) {
    out.append("stillwatch_sidecar_")
        .append(name)
        .append("_total{source=\"")
        .append(source)
        .append('"')
        .append(labels)
        .append("} ")
        .append(value)
        .append('\n');
  }

  /** Of a record's verdicts those that are refusals its sender should hear of. */
  static long told(List<One> verdicts) {
    return verdicts.stream()
        .filter(one -> !(one instanceof Accepted) && !isNoExchange(one))
        .count();
  }

  private static boolean isNoExchange(One one) {
    return one instanceof Rejected why && why.reason() == RejectionReason.NO_EXCHANGE;
  }
}
