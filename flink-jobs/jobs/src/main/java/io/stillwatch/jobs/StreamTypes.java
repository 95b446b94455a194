package io.stillwatch.jobs;

import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.operator.DeskInputSerializer;
import io.stillwatch.enforcement.operator.BudgetInput;
import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Sighting;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * The types of the job's streams, each with a serializer of its own: nothing is left to reflection.
 */
public final class StreamTypes {

  public static final TypeInformation<RawRecord> RAW_RECORD =
      new FlatType<>(RawRecord.class, RawRecordSerializer.INSTANCE);
  public static final TypeInformation<BookChange> BOOK_CHANGE =
      new FlatType<>(BookChange.class, BookChangeSerializer.INSTANCE);
  public static final TypeInformation<FeedbackChange> FEEDBACK_CHANGE =
      new FlatType<>(FeedbackChange.class, new FeedbackChangeSerializer());
  public static final TypeInformation<BudgetInput> BUDGET_INPUT =
      new FlatType<>(BudgetInput.class, new BudgetInputSerializer());
  public static final TypeInformation<DeskInput> DESK_INPUT =
      new FlatType<>(DeskInput.class, DeskInputSerializer.INSTANCE);

  /** A generic type's class says nothing of what it is a type of. */
  @SuppressWarnings("unchecked")
  public static final TypeInformation<Waiting<Sighting>> PART =
      new FlatType<>((Class<Waiting<Sighting>>) (Class<?>) Waiting.class, new PartSerializer());

  public static final TypeInformation<InferenceEvent> EVENT = record(InferenceEvent.class);
  public static final TypeInformation<Finding> FINDING = record(Finding.class);
  public static final TypeInformation<Campaign> CAMPAIGN = record(Campaign.class);
  public static final TypeInformation<EnforcementAction> ACTION = record(EnforcementAction.class);
  public static final TypeInformation<DeadLetter> DEAD_LETTER = record(DeadLetter.class);
  public static final TypeInformation<StatusReport> STATUS = record(StatusReport.class);

  private StreamTypes() {}

  /** The type of a stream of Avro records. */
  public static <T extends SpecificRecord> TypeInformation<T> record(Class<T> type) {
    return new FlatType<>(type, new RecordSerializer<>(type));
  }
}
