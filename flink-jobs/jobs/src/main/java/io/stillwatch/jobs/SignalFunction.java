package io.stillwatch.jobs;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.signals.Sighting;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Reads the signals of an event; its texts end here. */
final class SignalFunction extends RichMapFunction<InferenceEvent, Sighting> {

  private static final long serialVersionUID = 1L;

  private final Secret hashKey;

  private transient SightingReader reader;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any event
  SignalFunction(Secret hashKey) {
    this.hashKey = hashKey;
  }

  @Override
  public void open(OpenContext context) {
    reader = new SightingReader(hashKey, getRuntimeContext());
  }

  @Override
  public Sighting map(InferenceEvent event) {
    return reader.read(event);
  }
}
