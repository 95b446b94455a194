package io.stillwatch.jobs;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalReader;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;

/** Reads the signals of an event; its texts end here. */
final class SignalFunction extends RichMapFunction<InferenceEvent, Sighting> {

  private static final long serialVersionUID = 1L;

  /** Accumulator, for whoever holds the job, and metric. */
  static final String SIGNALS_COUNT = "signals";

  private final Secret hashKey;

  private transient SignalReader reader;
  private transient int[] scores;
  private transient LongCounter count;
  private transient Counter metric;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any event
  SignalFunction(Secret hashKey) {
    this.hashKey = hashKey;
  }

  @Override
  public void open(OpenContext context) {
    reader = new SignalReader(HashKey.fromHex(hashKey.value()));
    scores =
        reader.catalog().all().stream()
            .filter(signal -> signal.kind() == Signal.Kind.SCORE)
            .mapToInt(Signal::code)
            .toArray();
    count = new LongCounter();
    getRuntimeContext().addAccumulator(SIGNALS_COUNT, count);
    metric = getRuntimeContext().getMetricGroup().counter(SIGNALS_COUNT);
  }

  @Override
  public Sighting map(InferenceEvent event) {
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
