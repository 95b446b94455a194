package io.stillwatch.jobs;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.DeadLetters;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Joiner;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.signals.Sighting;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the job: accepted events go on, refused records leave by the side with their reason,
 * once for each reason. What tells of no exchange is only counted. What may only be a part of an
 * exchange goes to its trace.
 *
 * <p>It is an operator because what it has counted has to be told before a checkpoint's barrier.
 */
final class IntakeOperator extends AbstractStreamOperator<InferenceEvent>
    implements OneInputStreamOperator<RawRecord, InferenceEvent> {

  static final OutputTag<DeadLetter> REFUSED = new OutputTag<>("refused", StreamTypes.DEAD_LETTER);
  static final OutputTag<Waiting<Sighting>> PARTS = new OutputTag<>("parts", StreamTypes.PART);

  /** Accumulators, for whoever holds the job. */
  static final String ACCEPTED_COUNT = "accepted";

  static final String REJECTED_COUNT = "rejected";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(IntakeOperator.class);

  private final KafkaSchemaResolver.Factory schemas;
  private final HttpConfluentSchemas.Factory registry;
  private final List<EventSource> sources;
  private final boolean trustReceivedAt;
  private final boolean keepContent;
  private final Secret hashKey;
  private final long joinWaitMs;

  private transient @Nullable KafkaSchemaResolver resolver;
  private transient CoverageTeller teller;
  private transient SourceSeals seals;
  private transient Map<String, Door> doors;
  private transient Joiner joiner;
  private transient @Nullable SightingReader partReader;
  private transient Set<String> closedTopics;
  private transient Counter passedOver;
  private transient LongCounter acceptedCount;
  private transient LongCounter rejectedCount;
  private transient StreamRecord<InferenceEvent> accepted;

  /** Where the records of one source come in. */
  private record Door(String source, Intake intake, Coverage coverage, OffsetsRead offsets) {}

  @SuppressWarnings("NullAway.Init") // Flink initialises and opens before any record
  IntakeOperator(JobSettings settings) {
    this.schemas = new KafkaSchemaResolver.Factory(settings.kafka(), settings.topics().schemas());
    this.registry =
        new HttpConfluentSchemas.Factory(
            settings.schemaRegistry(), settings.schemaRegistryAuthorization());
    this.sources = settings.sources();
    this.trustReceivedAt = settings.trustReceivedAt();
    this.keepContent = settings.keepDeadLetterContent();
    this.hashKey = settings.hashKey();
    this.joinWaitMs = settings.joinWait().toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    seals = SourceSeals.restored(sources, context.getOperatorStateStore());
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    TaskInfo task = getRuntimeContext().getTaskInfo();
    seals.snapshot(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
  }

  @Override
  @SuppressWarnings("NullAway.Init") // the state was initialised before
  public void open() throws Exception {
    super.open();
    KafkaSchemaResolver opened = schemas.open();
    resolver = opened;
    teller = new CoverageTeller();
    doors = new HashMap<>();
    for (EventSource one : sources) {
      String name = one.source().name();
      doors.put(
          one.topic(),
          new Door(
              name,
              new Intake(
                  IntakeLimits.defaults(), opened, registry.open(), trustReceivedAt, one.source()),
              teller.coverage(name),
              teller.offsets(name)));
      register(name, teller.coverage(name));
    }
    joiner = new Joiner(joinWaitMs);
    if (sources.stream().anyMatch(one -> one.source().joined())) {
      partReader = new SightingReader(hashKey, getRuntimeContext());
    }
    accepted = new StreamRecord<>(null);
    closedTopics = new HashSet<>();
    passedOver = getMetricGroup().counter("passedOver");
    getMetricGroup().gauge("schemaLookups", opened::lookups);
    getMetricGroup().gauge("foreignSchemas", opened::foreignSchemas);
    acceptedCount = getRuntimeContext().getLongCounter(ACCEPTED_COUNT);
    rejectedCount = getRuntimeContext().getLongCounter(REJECTED_COUNT);
    teller.start(getProcessingTimeService(), output);
  }

  /**
   * For each source {@code accepted + the sum of rejected + parts = records + further}, always;
   * what becomes of the parts is the join's to tell.
   */
  private void register(String source, Coverage coverage) {
    MetricGroup metrics = getMetricGroup().addGroup("source", source);
    metrics.gauge("records", coverage::records);
    metrics.gauge("further", coverage::further);
    metrics.gauge("accepted", coverage::accepted);
    metrics.gauge("parts", coverage::waiting);
    for (RejectionReason reason : RejectionReason.values()) {
      metrics
          .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
          .gauge("rejected", () -> coverage.rejected(reason));
    }
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    RawRecord record = element.getValue();
    Door door = doors.get(record.topic());
    if (door == null) {
      passOver(record.topic());
      return;
    }
    Outcome outcome = seals.check(record);
    if (outcome == null) {
      outcome = door.intake.accept(record.bytes(), record.brokerTimeMs());
    }
    door.coverage.record();
    door.offsets.read(record.partition(), record.offset());
    if (outcome instanceof Outcome.One one) {
      verdict(one, record, door, null);
    } else {
      Set<RejectionReason> told = EnumSet.noneOf(RejectionReason.class);
      outcome.each(one -> verdict(one, record, door, told));
    }
  }

  /** The Kafka source goes on reading what a checkpoint knows, also when nobody asks for it. */
  private void passOver(String topic) {
    passedOver.inc();
    if (closedTopics.add(topic)) {
      LOG.warn(
          "topic {} is no longer that of any source: the rest of it is passed over and counted as"
              + " passedOver; to have it judged, name it as a source's topic",
          topic);
    }
  }

  /**
   * Sends one verdict on its way.
   *
   * @param told reasons of which the record has a dead letter; null when this is its only verdict
   */
  private void verdict(
      Outcome.One one, RawRecord record, Door door, @Nullable Set<RejectionReason> told) {
    door.coverage.verdict(one);
    if (one instanceof Outcome.Accepted event) {
      acceptedCount.add(1L);
      output.collect(accepted.replace(event.event()));
    } else if (one instanceof Outcome.Part part && partReader != null) {
      Sighting sighting = partReader.read(part.event());
      output.collect(PARTS, new StreamRecord<>(joiner.part(door.source, part, sighting)));
    } else if (one instanceof Outcome.Rejected why) {
      rejectedCount.add(1L);
      if (why.reason() != RejectionReason.NO_EXCHANGE && (told == null || told.add(why.reason()))) {
        output.collect(
            REFUSED,
            new StreamRecord<>(
                DeadLetters.of(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.bytes(),
                    why,
                    keepContent && record.bytes().length <= JobsLimits.DEAD_LETTER_CONTENT_MAX)));
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    teller.tell(getProcessingTimeService().getCurrentProcessingTime(), output);
  }

  @Override
  public void close() throws Exception {
    if (resolver != null) {
      resolver.close();
    }
    super.close();
  }
}
