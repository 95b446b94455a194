package io.stillwatch.jobs;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Lets everything pass and counts it, for whoever holds the job. */
class Counted<T> extends RichMapFunction<T, T> {

  private static final long serialVersionUID = 1L;

  private final String name;

  private transient LongCounter count;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any element
  Counted(String name) {
    this.name = name;
  }

  @Override
  public void open(OpenContext context) {
    count = new LongCounter();
    getRuntimeContext().addAccumulator(name, count);
  }

  @Override
  public T map(T value) {
    count.add(1L);
    return value;
  }
}
