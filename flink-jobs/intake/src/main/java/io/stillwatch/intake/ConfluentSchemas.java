package io.stillwatch.intake;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds schemas by their id in a Confluent-compatible registry.
 *
 * <p>Null means that the registry says it has no such schema. A registry that cannot be asked is
 * not the event's fault: an implementation then waits, or throws what should stop the source, and
 * remembers ids that do not exist for a while, as anybody can send any id.
 */
@FunctionalInterface
public interface ConfluentSchemas {
  /** Where there is no registry. */
  ConfluentSchemas NONE = id -> null;

  @Nullable Schema find(int id);
}
