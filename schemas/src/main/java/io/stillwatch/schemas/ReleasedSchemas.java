package io.stillwatch.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.jspecify.annotations.NullMarked;

/**
 * The schemas of every release, as resources of this jar.
 *
 * <pre>
 *   released/index                    one line a file: 0.1/InferenceEvent.avsc
 *   released/0.1/InferenceEvent.avsc  whole in itself, as it went onto detection.schemas
 * </pre>
 *
 * The index is there because a jar cannot be listed portably; a test compares it with the folder.
 */
@NullMarked
final class ReleasedSchemas {
  private static final String FOLDER = "released/";

  private ReleasedSchemas() {}

  /** Version to its schemas, oldest version first. */
  static Map<String, List<Schema>> load() {
    Map<String, List<Schema>> versions = new LinkedHashMap<>();
    for (String line : text("index").lines().toList()) {
      if (!line.isBlank()) {
        String version = line.substring(0, line.indexOf('/'));
        // A parser for each: every file defines all the types that it uses.
        Schema schema = new SchemaParser().parse(text(line)).mainSchema();
        versions.computeIfAbsent(version, v -> new ArrayList<>()).add(schema);
      }
    }
    return versions;
  }

  static String text(String file) {
    try (InputStream in = ReleasedSchemas.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "io/stillwatch/schemas/" + FOLDER + file + " is missing from the jar: rebuild it");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
