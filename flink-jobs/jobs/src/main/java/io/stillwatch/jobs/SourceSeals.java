package io.stillwatch.jobs;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.seal.SealCheck;
import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.seal.SealKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seals of all sources at one task of intake. What was seen of them is state, which belongs to
 * the offsets of the same checkpoint: what is read again after a restore is judged as it was.
 */
final class SourceSeals {

  private static final Logger LOG = LoggerFactory.getLogger(SourceSeals.class);

  /** Part of every savepoint. */
  private static final ListStateDescriptor<byte[]> HISTORIES =
      new ListStateDescriptor<>("seal-histories", BytePrimitiveArraySerializer.INSTANCE);

  private final Map<String, SealCheck> checks = new HashMap<>();
  private final ListState<byte[]> state;

  private SourceSeals(ListState<byte[]> state) {
    this.state = state;
  }

  /** Every task gets all histories back, as its partitions may have been others' before. */
  static SourceSeals restored(List<EventSource> sources, OperatorStateStore store)
      throws Exception {
    SourceSeals seals = new SourceSeals(store.getUnionListState(HISTORIES));
    for (EventSource source : sources) {
      if (source.seals().checked()) {
        SealCheck check = check(source);
        for (byte[] history : seals.state.get()) {
          check.restore(history);
        }
        seals.checks.put(source.topic(), check);
      }
    }
    return seals;
  }

  private static SealCheck check(EventSource source) throws IOException {
    Keys keys = new Keys(new SealKeyFile(source.seals().keys(), System.currentTimeMillis()));
    return new SealCheck(source.seals().need(), source.topic(), keys::now);
  }

  /** Null for a record that may be read, else why it may not. */
  @Nullable Rejected check(RawRecord record) {
    SealCheck check = checks.get(record.topic());
    return check == null
        ? null
        : check.check(
            new SealCheck.Sealed(
                record.partition(),
                record.offset(),
                record.brokerTimeMs(),
                record.seal(),
                record.bytes()));
  }

  /** Keeps what this task has seen, and its share of what nobody has read on from. */
  void snapshot(int task, int tasks) throws Exception {
    List<byte[]> all = new ArrayList<>();
    for (SealCheck check : checks.values()) {
      all.addAll(check.histories(partition -> partition % tasks == task));
    }
    state.update(all);
  }

  /** A file of keys, whose trouble is told once. */
  private static final class Keys {
    private final SealKeyFile file;
    private @Nullable String told;

    Keys(SealKeyFile file) {
      this.file = file;
    }

    SealKeys now() {
      SealKeys keys = file.keys(System.currentTimeMillis());
      String problem = file.problem();
      if (problem != null && !problem.equals(told)) {
        LOG.warn("seals are checked with the keys from before: {}", problem);
      }
      told = problem;
      return keys;
    }
  }
}
