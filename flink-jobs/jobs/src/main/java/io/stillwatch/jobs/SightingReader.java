package io.stillwatch.jobs;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.signals.HashKeys;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalReader;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/** Reads the signals of an event, whose texts end here, and counts them. */
final class SightingReader {

  /** Accumulator, for whoever holds the job, and metric. */
  static final String SIGNALS_COUNT = "signals";

  private final SignalReader reader;
  private final int[] scores;
  private final LongCounter count;
  private final Counter metric;

  SightingReader(Secret hashKeys, RuntimeContext context) {
    reader = new SignalReader(HashKeys.read(hashKeys.value()));
    scores =
        reader.catalog().all().stream()
            .filter(signal -> signal.kind() == Signal.Kind.SCORE)
            .mapToInt(Signal::code)
            .toArray();
    count = context.getLongCounter(SIGNALS_COUNT); // one for all operators of the task
    metric = context.getMetricGroup().counter(SIGNALS_COUNT);
  }

  Sighting read(InferenceEvent event) {
    Sighting sighting = reader.read(event);
    for (int code : scores) {
      if (sighting.signals().raw(code) != 0) {
        count.add(1L);
        metric.inc();
      }
    }
    return sighting;
  }
}
