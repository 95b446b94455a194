package io.stillwatch.jobs;

import io.stillwatch.intake.DeadLetters;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.InferenceEvent;
import java.util.Locale;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The door of the job: accepted events go on, refused records leave by the side with their reason.
 */
final class IntakeFunction extends ProcessFunction<RawRecord, InferenceEvent> {

  static final OutputTag<DeadLetter> REFUSED = new OutputTag<>("refused", StreamTypes.DEAD_LETTER);

  /** Accumulators, for whoever holds the job. */
  static final String ACCEPTED_COUNT = "accepted";

  static final String REJECTED_COUNT = "rejected";

  private static final long serialVersionUID = 1L;

  private final KafkaSchemaResolver.Factory schemas;
  private final HttpConfluentSchemas.Factory registry;
  private final boolean trustReceivedAt;
  private final boolean keepContent;

  private transient @Nullable KafkaSchemaResolver resolver;
  private transient Intake intake;
  private transient Counter accepted;
  private transient Counter[] rejected;
  private transient LongCounter acceptedCount;
  private transient LongCounter rejectedCount;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any record
  IntakeFunction(JobSettings settings) {
    this.schemas = new KafkaSchemaResolver.Factory(settings.kafka(), settings.topics().schemas());
    this.registry =
        new HttpConfluentSchemas.Factory(
            settings.schemaRegistry(), settings.schemaRegistryAuthorization());
    this.trustReceivedAt = settings.trustReceivedAt();
    this.keepContent = settings.keepDeadLetterContent();
  }

  @Override
  public void open(OpenContext context) {
    KafkaSchemaResolver opened = schemas.open();
    resolver = opened;
    intake = new Intake(IntakeLimits.defaults(), opened, registry.open(), trustReceivedAt);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    accepted = metrics.counter("accepted");
    RejectionReason[] reasons = RejectionReason.values();
    rejected = new Counter[reasons.length];
    for (RejectionReason reason : reasons) {
      rejected[reason.ordinal()] =
          metrics.addGroup("reason", reason.name().toLowerCase(Locale.ROOT)).counter("rejected");
    }
    metrics.gauge("schemaLookups", opened::lookups);
    metrics.gauge("foreignSchemas", opened::foreignSchemas);
    acceptedCount = new LongCounter();
    rejectedCount = new LongCounter();
    getRuntimeContext().addAccumulator(ACCEPTED_COUNT, acceptedCount);
    getRuntimeContext().addAccumulator(REJECTED_COUNT, rejectedCount);
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<InferenceEvent> out) {
    Outcome outcome = intake.accept(record.bytes(), record.brokerTimeMs());
    if (outcome instanceof Outcome.Accepted event) {
      accepted.inc();
      acceptedCount.add(1L);
      out.collect(event.event());
    } else if (outcome instanceof Outcome.Rejected why) {
      rejected[why.reason().ordinal()].inc();
      rejectedCount.add(1L);
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

  @Override
  public void close() {
    if (resolver != null) {
      resolver.close();
    }
  }
}
