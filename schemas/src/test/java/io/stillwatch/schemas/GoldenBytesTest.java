package io.stillwatch.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Bytes written by every released version are read today, and are what today writes while the
 * schema is the same.
 */
class GoldenBytesTest {

  @TestFactory
  Stream<DynamicTest> bytesOfEveryReleasedVersionDecodeToTheSameValuesToday() {
    return each((golden, sample, released) -> assertEquals(sample, codec(sample).decode(golden)));
  }

  @TestFactory
  Stream<DynamicTest> todayWritesTheSameBytesWhileTheSchemaIsUnchanged() {
    return each(
        (golden, sample, released) -> {
          if (Fingerprint.of(released) == Fingerprint.of(sample.getSchema())) {
            assertArrayEquals(golden, codec(sample).encode(sample));
          }
        });
  }

  private interface Check {
    void run(byte[] golden, SpecificRecord sample, Schema released) throws IOException;
  }

  private static Stream<DynamicTest> each(Check check) {
    return ReleasedSchemas.load().entrySet().stream()
        .flatMap(
            version ->
                version.getValue().stream()
                    .map(
                        released ->
                            DynamicTest.dynamicTest(
                                version.getKey() + " " + released.getName(),
                                () ->
                                    check.run(
                                        golden(version.getKey(), released.getName()),
                                        sample(released),
                                        released))));
  }

  private static SpecificRecord sample(Schema released) {
    List<SpecificRecord> samples =
        Samples.all().stream()
            .filter(s -> s.getSchema().getFullName().equals(released.getFullName()))
            .toList();
    assertEquals(1, samples.size(), released.getName() + " needs one sample");
    return samples.get(0);
  }

  @SuppressWarnings("unchecked") // the class of a record is the class of that record
  private static RecordCodec<SpecificRecord> codec(SpecificRecord sample) {
    return RecordCodec.of((Class<SpecificRecord>) sample.getClass());
  }

  private static byte[] golden(String version, String name) throws IOException {
    String file = "/golden/" + version + "/" + name + ".hex";
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream(file)) {
      assertNotNull(in, file + " is missing");
      String hex = new String(in.readAllBytes(), UTF_8).replace("\n", "");
      return HexFormat.of().parseHex(hex);
    }
  }
}
