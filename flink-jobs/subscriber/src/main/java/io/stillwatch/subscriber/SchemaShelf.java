package io.stillwatch.subscriber;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.SchemaResolver;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of this build, and those of other releases that stand on {@code detection.schemas}:
 * of the records that are read here, as others would take their room. Confined to the reader's
 * thread.
 *
 * <p>A fingerprint is computed, not believed: a wrong key would make every record misread.
 */
final class SchemaShelf implements SchemaResolver {

  private static final Set<String> READ =
      Set.of(
          EnforcementAction.getClassSchema().getFullName(),
          Feedback.getClassSchema().getFullName());

  private final Map<Long, Schema> foreign = new HashMap<>();
  private long bytes;

  @Override
  public @Nullable Schema find(long fingerprint) {
    Schema known = SchemaResolver.builtIn().find(fingerprint);
    return known != null ? known : foreign.get(fingerprint);
  }

  /** Takes a record of the schema topic; returns whether a schema was news. */
  boolean take(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value == null
        || value.length > SubscriberLimits.SCHEMA_BYTES_MAX
        || bytes + value.length > SubscriberLimits.FOREIGN_SCHEMAS_BYTES_MAX) {
      return false;
    }
    try {
      Schema schema = new Schema.Parser().parse(new String(value, StandardCharsets.UTF_8));
      long fingerprint = Fingerprint.of(schema);
      if (!READ.contains(schema.getFullName()) || find(fingerprint) != null) {
        return false;
      }
      foreign.put(fingerprint, schema);
      bytes += value.length;
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      return false; // no schema: whoever needs it is told that his record waits
    }
  }
}
