package io.stillwatch.subscriber;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.SchemaResolver;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of this build, and those of other releases that stand on {@code detection.schemas}.
 * Confined to the reader's thread.
 *
 * <p>A fingerprint is computed, not believed: a wrong key would make every record misread.
 */
final class SchemaShelf implements SchemaResolver {

  private final Map<Long, Schema> foreign = new HashMap<>();

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
        || foreign.size() >= SubscriberLimits.FOREIGN_SCHEMAS_MAX) {
      return false;
    }
    try {
      Schema schema = new Schema.Parser().parse(new String(value, StandardCharsets.UTF_8));
      long fingerprint = Fingerprint.of(schema);
      return SchemaResolver.builtIn().find(fingerprint) == null
          && foreign.put(fingerprint, schema) == null;
    } catch (RuntimeException | StackOverflowError e) {
      return false; // no schema: whoever needs it is told that his record waits
    }
  }
}
