package io.stillwatch.schemas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Avro's data model, knowing where the generated classes are and loading no others by name.
 *
 * <p>Since 1.12.2 Avro refuses to load any class named in a schema, our own generated ones too,
 * unless a system property or a setting for the whole JVM trusts it. Stillwatch runs inside other
 * people's JVMs and sets neither: the build puts this model into every generated record in place of
 * Avro's (see the pom).
 */
@NullMarked
final class RecordModel extends SpecificData {
  private static final String NAMESPACE = RecordModel.class.getPackageName();

  private final Map<String, Class<?>> classes = new ConcurrentHashMap<>();

  RecordModel() {
    super(RecordModel.class.getClassLoader());
  }

  @Override
  @SuppressWarnings("rawtypes") // as Avro declares it
  public @Nullable Class getClass(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> named(schema);
      default -> super.getClass(schema);
    };
  }

  private @Nullable Class<?> named(Schema schema) {
    if (!NAMESPACE.equals(schema.getNamespace())) {
      return null; // Avro then makes a generic record of it
    }
    Class<?> known = classes.get(schema.getFullName());
    if (known == null) {
      known = load(schema.getFullName());
      if (known != null) {
        classes.put(schema.getFullName(), known);
      }
    }
    return known;
  }

  private @Nullable Class<?> load(String name) {
    try {
      return Class.forName(name, true, getClassLoader());
    } catch (ClassNotFoundException e) {
      return null; // a type of a later version
    }
  }
}
