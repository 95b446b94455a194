package io.stillwatch.schemas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The schemas that stand in this jar: today's and every released one. Never changes once built. */
@NullMarked
final class BuiltInSchemas implements SchemaResolver {
  static final SchemaResolver INSTANCE = new BuiltInSchemas();

  private final Map<Long, Schema> byFingerprint = new HashMap<>();

  private BuiltInSchemas() {
    for (List<Schema> version : ReleasedSchemas.load().values()) {
      version.forEach(this::add);
    }
    // Today's last: they are the generated classes' own, which the decoder recognises without
    // resolving anything.
    TopicSchemas.current().forEach(this::add);
  }

  private void add(Schema schema) {
    byFingerprint.put(Fingerprint.of(schema), schema);
  }

  @Override
  public @Nullable Schema find(long fingerprint) {
    return byFingerprint.get(fingerprint);
  }
}
