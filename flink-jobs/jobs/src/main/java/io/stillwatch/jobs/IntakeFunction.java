package io.stillwatch.jobs;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.DeadLetters;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.InferenceEvent;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The door of the job: accepted events go on, refused records leave by the side with their reason,
 * once for each reason. What tells of no exchange is only counted.
 */
final class IntakeFunction extends ProcessFunction<RawRecord, InferenceEvent>
    implements CheckpointedFunction {

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
  private transient SourceSeals seals;
  private transient Map<String, Door> doors;
  private transient LongCounter acceptedCount;
  private transient LongCounter rejectedCount;

  /** Where the records of one source come in. */
  private record Door(Intake intake, Coverage coverage) {}

  @SuppressWarnings("NullAway.Init") // Flink initialises and opens before any record
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
    seals = SourceSeals.restored(sources, context.getOperatorStateStore());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    seals.snapshot(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
  }

  @Override
  @SuppressWarnings("NullAway.Init") // the state was initialised before
  public void open(OpenContext context) {
    KafkaSchemaResolver opened = schemas.open();
    resolver = opened;
    doors = new HashMap<>();
    for (EventSource one : sources) {
      Intake intake =
          new Intake(
              IntakeLimits.defaults(), opened, registry.open(), trustReceivedAt, one.source());
      Coverage coverage = new Coverage();
      doors.put(one.topic(), new Door(intake, coverage));
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
    Outcome outcome = seals.check(record);
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
