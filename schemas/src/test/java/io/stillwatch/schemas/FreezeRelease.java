package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Not a test: keeps today's schemas and their golden bytes as a released version. Its name keeps it
 * out of the build.
 *
 * <pre>mvn -pl schemas test -Dtest=FreezeRelease -Dfreeze=0.2</pre>
 */
class FreezeRelease {
  private static final int HEX_LINE = 96;

  @Test
  @EnabledIfSystemProperty(named = "freeze", matches = "[0-9]+\\.[0-9]+")
  void freeze() throws IOException {
    String version = System.getProperty("freeze");
    Path released = Path.of("src/main/resources/io/stillwatch/schemas/released");
    Path golden = Path.of("src/test/resources/golden").resolve(version);
    assertTrue(Files.notExists(released.resolve(version)), version + " is released already");
    Files.createDirectories(released.resolve(version));
    Files.createDirectories(golden);
    StringBuilder index = new StringBuilder();
    for (Schema schema : TopicSchemas.current()) {
      String file = version + "/" + schema.getName() + ".avsc";
      Files.writeString(
          released.resolve(file), SchemaFormatter.format("json/pretty", schema) + "\n");
      index.append(file).append('\n');
    }
    for (SpecificRecord sample : Samples.all()) {
      Files.writeString(
          golden.resolve(sample.getSchema().getName() + ".hex"), lines(bytes(sample)));
    }
    Files.writeString(
        released.resolve("index"), index, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @SuppressWarnings("unchecked") // the class of a record is the class of that record
  private static byte[] bytes(SpecificRecord sample) {
    return RecordCodec.of((Class<SpecificRecord>) sample.getClass()).encode(sample);
  }

  private static String lines(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < hex.length(); i += HEX_LINE) {
      lines.append(hex, i, Math.min(hex.length(), i + HEX_LINE)).append('\n');
    }
    return lines.toString();
  }
}
