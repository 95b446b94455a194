package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileCache;
import io.stillwatch.profiles.ProfileStore;
import java.time.Duration;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.util.clock.Clock;
import org.jspecify.annotations.Nullable;

/** The profiles of a task's accounts: a cache in front of one keyed state value. */
final class KeyedProfiles implements ProfileStore {

  private static final int EXPIRY_CHECK_KEYS = 1_000;

  private final AbstractStreamOperator<?> operator;
  private final ValueState<byte[]> state;
  private final ProfileCache cache;
  private final WriteAhead ahead;

  /** How many checkpoints there were, and for how long the last one kept events waiting. */
  private long flushes;

  private long flushMicros;

  KeyedProfiles(
      AbstractStreamOperator<?> operator,
      StateInitializationContext context,
      ProfileSettings settings) {
    ValueStateDescriptor<byte[]> descriptor =
        new ValueStateDescriptor<>("profile", BytePrimitiveArraySerializer.INSTANCE);
    // Silence itself is judged on load, by the account's clock; this only gives the space back.
    Duration reclaimAfter = settings.silence().multipliedBy(2);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(reclaimAfter)
            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
            .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
            .cleanupInRocksdbCompactFilter(EXPIRY_CHECK_KEYS)
            .build());
    this.operator = operator;
    this.state = context.getKeyedStateStore().getState(descriptor);
    this.cache = new ProfileCache(this, settings.cachedAccounts(), settings.unwrittenAccounts());
    this.ahead = new WriteAhead(cache, operator.getProcessingTimeService());
  }

  AccountProfile open(String account) throws Exception {
    return cache.open(account);
  }

  /** Writes back all that changed; called within the checkpoint, after the barrier has gone on. */
  void flush() throws Exception {
    Clock clock = operator.getProcessingTimeService().getClock();
    long startedAt = clock.relativeTimeNanos();
    cache.flush();
    flushMicros = (clock.relativeTimeNanos() - startedAt) / 1_000;
    flushes++;
    ahead.flushed();
  }

  void register(MetricGroup metrics) {
    metrics.gauge("cachedProfiles", cache::size);
    metrics.gauge("unwrittenProfiles", cache::dirtyCount);
    metrics.gauge("profileFlushes", () -> flushes);
    metrics.gauge("profileFlushMicros", () -> flushMicros);
    metrics.gauge("profileCacheHits", cache::hits);
    metrics.gauge("profileCacheMisses", cache::misses);
  }

  @Override
  public byte @Nullable [] load(String account) throws Exception {
    operator.setCurrentKey(account);
    return state.value();
  }

  @Override
  public void save(String account, byte[] profile) throws Exception {
    operator.setCurrentKey(account);
    state.update(profile);
  }
}
