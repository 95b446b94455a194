package io.stillwatch.jobs;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.DeadLetters;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.intake.seal.SealCheck;
import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.seal.SealKeys;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.InferenceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the job: accepted events go on, refused records leave by the side with their reason,
 * once for each reason. What tells of no exchange is only counted.
 *
 * <p>Its only state is what seals were seen, which belongs to the offsets of the same checkpoint:
 * what is read again after a restore is judged as it was before.
 */
final class IntakeFunction extends ProcessFunction<RawRecord, InferenceEvent>
    implements CheckpointedFunction {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeFunction.class);

  /** Every task gets all of it on a restore, as partitions then go to other tasks. */
  private static final ListStateDescriptor<byte[]> SEAL_HISTORIES =
      new ListStateDescriptor<>("seal-histories", BytePrimitiveArraySerializer.INSTANCE);

  static final OutputTag<DeadLetter> REFUSED = new OutputTag<>("refused", StreamTypes.DEAD_LETTER);

  /** Accumulators, for whoever holds the job. */
  static final String ACCEPTED_COUNT = "accepted";

  static final String REJECTED_COUNT = "rejected";

  private static final long serialVersionUID = 1L;

  private final KafkaSchemaResolver.Factory schemas;
  private final HttpConfluentSchemas.Factory registry;
  private final List<EventSource> sources;
  private final boolean trustReceivedAt;
  private final boolean keepContent;

  private transient @Nullable KafkaSchemaResolver resolver;
  private transient Map<String, Door> doors;
  private transient @Nullable ListState<byte[]> sealHistories;
  private transient LongCounter acceptedCount;
  private transient LongCounter rejectedCount;

  /** Where the records of one source come in. */
  private record Door(Intake intake, SealCheck seals, Coverage coverage) {}

  /** A file of keys, of which trouble is told once. */
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

  @SuppressWarnings("NullAway.Init") // Flink calls open before any record
  IntakeFunction(JobSettings settings) {
    this.schemas = new KafkaSchemaResolver.Factory(settings.kafka(), settings.topics().schemas());
    this.registry =
        new HttpConfluentSchemas.Factory(
            settings.schemaRegistry(), settings.schemaRegistryAuthorization());
    this.sources = settings.sources();
    this.trustReceivedAt = settings.trustReceivedAt();
    this.keepContent = settings.keepDeadLetterContent();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    sealHistories = context.getOperatorStateStore().getUnionListState(SEAL_HISTORIES);
  }

  private ListState<byte[]> sealHistories() {
    ListState<byte[]> state = sealHistories;
    if (state == null) {
      throw new IllegalStateException("Flink initializes the state before anything else");
    }
    return state;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    int task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    int tasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    List<byte[]> all = new ArrayList<>();
    for (Door door : doors.values()) {
      all.addAll(door.seals.histories(partition -> partition % tasks == task));
    }
    sealHistories().update(all);
  }

  @Override
  public void open(OpenContext context) throws Exception {
    KafkaSchemaResolver opened = schemas.open();
    resolver = opened;
    doors = new HashMap<>();
    for (EventSource one : sources) {
      Intake intake =
          new Intake(
              IntakeLimits.defaults(), opened, registry.open(), trustReceivedAt, one.source());
      SealCheck seals = seals(one);
      for (byte[] stored : sealHistories().get()) {
        seals.restore(stored);
      }
      Coverage coverage = new Coverage();
      doors.put(one.topic(), new Door(intake, seals, coverage));
      register(one.source().name(), coverage);
    }
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    metrics.gauge("schemaLookups", opened::lookups);
    metrics.gauge("foreignSchemas", opened::foreignSchemas);
    acceptedCount = new LongCounter();
    rejectedCount = new LongCounter();
    getRuntimeContext().addAccumulator(ACCEPTED_COUNT, acceptedCount);
    getRuntimeContext().addAccumulator(REJECTED_COUNT, rejectedCount);
  }

  private static SealCheck seals(EventSource source) throws IOException {
    if (!source.seals().checked()) {
      return SealCheck.NONE;
    }
    Keys keys = new Keys(new SealKeyFile(source.seals().keys(), System.currentTimeMillis()));
    return new SealCheck(source.seals().need(), source.topic(), keys::now);
  }

  /** For each source {@code accepted + the sum of rejected = records + further}, always. */
  private void register(String source, Coverage coverage) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("source", source);
    metrics.gauge("records", coverage::records);
    metrics.gauge("further", coverage::further);
    metrics.gauge("accepted", coverage::accepted);
    for (RejectionReason reason : RejectionReason.values()) {
      metrics
          .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
          .gauge("rejected", () -> coverage.rejected(reason));
    }
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<InferenceEvent> out) {
    Door door = doors.get(record.topic());
    if (door == null) {
      throw new IllegalStateException("no source has the topic " + record.topic());
    }
    Outcome outcome = door.seals.check(sealed(record));
    if (outcome == null) {
      outcome = door.intake.accept(record.bytes(), record.brokerTimeMs());
    }
    door.coverage.record();
    if (outcome instanceof Outcome.One one) {
      verdict(one, record, door, context, out, null);
    } else {
      Set<RejectionReason> told = EnumSet.noneOf(RejectionReason.class);
      outcome.each(one -> verdict(one, record, door, context, out, told));
    }
  }

  private static SealCheck.Sealed sealed(RawRecord record) {
    return new SealCheck.Sealed(
        record.partition(), record.offset(), record.brokerTimeMs(), record.seal(), record.bytes());
  }

  /**
   * Sends one verdict on its way.
   *
   * @param told reasons of which the record has a dead letter; null when this is its only verdict
   */
  private void verdict(
      Outcome.One one,
      RawRecord record,
      Door door,
      Context context,
      Collector<InferenceEvent> out,
      @Nullable Set<RejectionReason> told) {
    door.coverage.verdict(one);
    if (one instanceof Outcome.Accepted event) {
      acceptedCount.add(1L);
      out.collect(event.event());
    } else if (one instanceof Outcome.Rejected why) {
      rejectedCount.add(1L);
      if (why.reason() != RejectionReason.NO_EXCHANGE && (told == null || told.add(why.reason()))) {
        context.output(
            REFUSED,
            DeadLetters.of(
                record.topic(),
                record.partition(),
                record.offset(),
                record.bytes(),
                why,
                keepContent));
      }
    }
  }

  @Override
  public void close() {
    if (resolver != null) {
      resolver.close();
    }
  }
}
