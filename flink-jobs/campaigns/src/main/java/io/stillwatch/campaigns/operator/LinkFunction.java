package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.LinkWatchCodec;
import io.stillwatch.profiles.LinkObservation;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The link stage: observations keyed by {@link io.stillwatch.campaigns.LinkKey}, one packed value a
 * link.
 *
 * <p>A link that nobody shows for so long is forgotten by the store, by the machine's clock; a link
 * in use is written once a day at least.
 */
public final class LinkFunction extends KeyedProcessFunction<String, LinkObservation, DeskInput> {

  /** Part of every savepoint. */
  static final String LINK_STATE = "link";

  private static final long serialVersionUID = 1L;
  private static final long EXPIRY_CHECK_KEYS = 1_000;

  private final Duration timeToLive;

  private transient ValueState<byte[]> state;
  private transient Counter reports;

  /**
   * The operator's function.
   *
   * @param timeToLive after which a link that nobody shows is forgotten; two days at least
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open before any element
  public LinkFunction(Duration timeToLive) {
    if (timeToLive.compareTo(Duration.ofDays(2)) < 0) {
      throw new IllegalArgumentException(
          "links must be kept for two days at least, not "
              + timeToLive
              + ": one in use is written once a day");
    }
    this.timeToLive = timeToLive;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<byte[]> descriptor =
        new ValueStateDescriptor<>(
            LINK_STATE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(timeToLive)
            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
            .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
            .cleanupInRocksdbCompactFilter(EXPIRY_CHECK_KEYS)
            .build());
    state = getRuntimeContext().getState(descriptor);
    reports = getRuntimeContext().getMetricGroup().counter("linkReports");
  }

  @Override
  public void processElement(LinkObservation observation, Context context, Collector<DeskInput> out)
      throws Exception {
    byte[] next =
        LinkWatchCodec.see(
            state.value(),
            observation,
            report -> {
              reports.inc();
              out.collect(report);
            });
    if (next != null) {
      state.update(next);
    }
  }
}
