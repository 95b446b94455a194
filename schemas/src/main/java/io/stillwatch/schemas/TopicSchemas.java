package io.stillwatch.schemas;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;

/**
 * The records that stand on a topic: what a writer has to publish on detection.schemas before its
 * first record.
 */
@NullMarked
public final class TopicSchemas {
  private static final List<Schema> CURRENT =
      List.of(
          InferenceEvent.getClassSchema(),
          Finding.getClassSchema(),
          EnforcementAction.getClassSchema(),
          DeadLetter.getClassSchema(),
          PatternRevision.getClassSchema(),
          PatternPointer.getClassSchema(),
          Feedback.getClassSchema(),
          Campaign.getClassSchema(),
          StatusReport.getClassSchema(),
          AuditEntry.getClassSchema());

  private TopicSchemas() {}

  /** The schemas of this build, each whole in itself. */
  public static List<Schema> current() {
    return CURRENT;
  }
}
