package io.stillwatch.schemas;

import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Finds the schema that a record was written with, by the fingerprint in its header. */
@NullMarked
@FunctionalInterface
public interface SchemaResolver {

  /** The schema, or null when this resolver does not know it. */
  @Nullable Schema find(long fingerprint);

  /** Asks this one first and then the other. */
  default SchemaResolver or(SchemaResolver other) {
    return fingerprint -> {
      Schema schema = find(fingerprint);
      return schema != null ? schema : other.find(fingerprint);
    };
  }

  /** Knows the schemas of this build and of every release before it, and asks nobody. */
  static SchemaResolver builtIn() {
    return BuiltInSchemas.INSTANCE;
  }
}
