package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.stillwatch.schemas.AvroBounds.Fault;
import io.stillwatch.schemas.AvroBounds.Limits;
import io.stillwatch.schemas.AvroBounds.Violation;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AvroBoundsTest {
  private static final Limits SMALL = new Limits(8, 3, 4, 1000);

  @Test
  void everySampleIsWithinBounds() {
    AvroBounds bounds = new AvroBounds(Limits.WIDE);
    for (SpecificRecord sample : Samples.all()) {
      byte[] bytes = encode(sample);
      assertNull(bounds.check(sample.getSchema(), bytes, SingleObject.BODY_OFFSET, bytes.length));
    }
  }

  @Test
  void aStringThatAnnounces1900MegabytesInFiveBytesIsRefused() {
    Violation violation = check("\"string\"", "80c6868d0e");
    assertEquals(Fault.MALFORMED, violation.fault());
    assertTrue(violation.detail().contains("where 0 bytes are left"), violation.detail());
  }

  @Test
  void aListThatAnnounces200MillionEmptyItemsInEightBytesIsRefused() {
    String list = "{\"type\":\"array\",\"items\":\"null\"}";
    Violation violation = check(list, "8088debe01000000");
    assertEquals(Fault.OVER_LIMIT, violation.fault());
    assertEquals("[]", violation.path());
  }

  @Test
  void aBlockSizeThatIsNotTrueIsRefused() {
    String list = "{\"type\":\"array\",\"items\":\"int\"}";
    assertNull(checkOrNull(list, "03040204" + "00")); // -2 items in 2 bytes
    assertEquals(Fault.MALFORMED, check(list, "0306020400").fault()); // says 3 bytes, holds 2
    assertEquals(Fault.MALFORMED, check(list, "0302020400").fault()); // says 1
    assertEquals(Fault.MALFORMED, check(list, "03ffffffffffffffffff01020400").fault()); // min
    assertEquals(Fault.MALFORMED, check(list, "ffffffffffffffffff0102020400").fault()); // -2^63
  }

  @Test
  void itemLimitsHoldAcrossBlocks() {
    String list = "{\"type\":\"array\",\"items\":\"int\"}";
    assertNull(checkOrNull(list, "0202" + "0202" + "0202" + "00"));
    assertEquals(Fault.OVER_LIMIT, check(list, "0202" + "0202" + "0202" + "0202" + "00").fault());
    String map = "{\"type\":\"map\",\"values\":\"null\"}";
    assertNull(checkOrNull(map, "06" + "0261" + "0262" + "0263" + "00"));
    assertEquals(
        Fault.OVER_LIMIT, check(map, "08" + "0261" + "0262" + "0263" + "0264" + "00").fault());
  }

  @Test
  void stringLimitsHoldAtTheEdge() {
    assertNull(checkOrNull("\"string\"", "0e" + "61".repeat(7)));
    assertNull(checkOrNull("\"string\"", "10" + "61".repeat(8)));
    assertEquals(Fault.OVER_LIMIT, check("\"string\"", "12" + "61".repeat(9)).fault());
    assertEquals(Fault.OVER_LIMIT, check("\"bytes\"", "12" + "00".repeat(9)).fault());
    assertEquals(Fault.MALFORMED, check("\"string\"", "01").fault()); // length -1
  }

  @Test
  void aRecursiveSchemaEndsAtTheDepthLimit() {
    String chain =
        "{\"type\":\"record\",\"name\":\"C\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"C\"]}]}";
    assertNull(checkOrNull(chain, "02020200")); // four deep
    assertEquals(Fault.OVER_LIMIT, check(chain, "0202020200").fault());
    String endless =
        "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"self\",\"type\":\"E\"}]}";
    assertEquals("self.self.self.self", check(endless, "").path());
  }

  @Test
  void aSchemaThatMultipliesNothingIsRefused() {
    String doubling =
        "{\"type\":\"record\",\"name\":\"D0\",\"fields\":[{\"name\":\"n\",\"type\":\"null\"}]}";
    for (int level = 1; level <= 28; level++) {
      doubling =
          "{\"type\":\"record\",\"name\":\"D"
              + level
              + "\",\"fields\":[{\"name\":\"a\",\"type\":"
              + doubling
              + "},{\"name\":\"b\",\"type\":\"D"
              + (level - 1)
              + "\"}]}";
    }
    Schema schema = new SchemaParser().parse(doubling).mainSchema();
    AvroBounds bounds = new AvroBounds(new Limits(8, 3, 64, 1000));
    Violation violation = bounds.check(schema, new byte[0], 0, 0);
    assertNotNull(violation);
    assertEquals("more than 1000 values", violation.detail());
  }

  @Test
  void indicesBooleansAndNumbersMustExist() {
    String letters = "{\"type\":\"enum\",\"name\":\"L\",\"symbols\":[\"A\",\"B\"]}";
    assertNull(checkOrNull(letters, "02"));
    assertEquals("enum symbol 2 of 2", check(letters, "04").detail());
    assertEquals("enum symbol -1 of 2", check(letters, "01").detail());
    assertEquals("union branch 2 of 2", check("[\"null\",\"int\"]", "04").detail());
    assertEquals(Fault.MALFORMED, check("\"boolean\"", "02").fault());
    assertEquals(Fault.MALFORMED, check("\"int\"", "8080808010").fault()); // 2^31
    assertNull(checkOrNull("\"int\"", "ffffffff0f")); // -2^31
    assertEquals(Fault.MALFORMED, check("\"long\"", "80808080808080808080").fault());
    assertEquals(Fault.MALFORMED, check("\"double\"", "00000000000000").fault());
    assertEquals(
        Fault.MALFORMED,
        check("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2000000000}", "00").fault());
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    assertEquals(Fault.NOT_UTF8, check("\"string\"", "04c0af").fault());
    assertEquals(
        Fault.NOT_UTF8, check("{\"type\":\"map\",\"values\":\"int\"}", "0204c0af0200").fault());
  }

  @Test
  void bytesLeftOverAreRefused() {
    assertEquals("1 bytes left over after the record", check("\"int\"", "0200").detail());
  }

  @Test
  void thePathNamesFieldsAndNeverKeys() {
    byte[] bytes = encode(Samples.event());
    Schema schema = InferenceEvent.getClassSchema();
    AvroBounds bounds = new AvroBounds(new Limits(14, 1000, 8, 1000));
    Violation violation = bounds.check(schema, bytes, SingleObject.BODY_OFFSET, bytes.length);
    assertNotNull(violation);
    assertEquals("prompt_text", violation.path());
    Violation items =
        new AvroBounds(new Limits(1000, 2, 8, 1000))
            .check(schema, bytes, SingleObject.BODY_OFFSET, bytes.length);
    assertNotNull(items);
    assertEquals("features.shingle_sketch[]", items.path());
    byte[] report =
        encode(new StatusReport("r", Instant.EPOCH, null, Map.of("secret-key-name", 1L), Map.of()));
    Violation key =
        bounds.check(
            StatusReport.getClassSchema(), report, SingleObject.BODY_OFFSET, report.length);
    assertNotNull(key);
    assertEquals("counts{}", key.path());
    assertFalse(key.detail().contains("secret"));
  }

  @Test
  void aGoodBodyCostsNoAllocation() {
    byte[] bytes = encode(Samples.event());
    Schema schema = InferenceEvent.getClassSchema();
    AvroBounds bounds = new AvroBounds(Limits.WIDE);
    for (int warm = 0; warm < 20_000; warm++) {
      assertNull(bounds.check(schema, bytes, SingleObject.BODY_OFFSET, bytes.length));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      bounds.check(schema, bytes, SingleObject.BODY_OFFSET, bytes.length);
    }
    long perRecord = (threads.getCurrentThreadAllocatedBytes() - before) / 1_000;
    assertTrue(perRecord < 16, perRecord + " bytes per record");
  }

  @Test
  void everyTruncationOfAGoodRecordIsRefused() {
    byte[] bytes = encode(Samples.event());
    AvroBounds bounds = new AvroBounds(Limits.WIDE);
    for (int length = SingleObject.BODY_OFFSET; length < bytes.length; length++) {
      assertNotNull(
          bounds.check(
              InferenceEvent.getClassSchema(),
              Arrays.copyOf(bytes, length),
              SingleObject.BODY_OFFSET,
              length));
    }
  }

  @SuppressWarnings("unchecked") // the class of a record is the class of that record
  private static byte[] encode(SpecificRecord record) {
    return RecordCodec.of((Class<SpecificRecord>) record.getClass()).encode(record);
  }

  private static Violation check(String schema, String hex) {
    Violation violation = checkOrNull(schema, hex);
    assertNotNull(violation, "accepted");
    return violation;
  }

  private static Violation checkOrNull(String schema, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new AvroBounds(SMALL)
        .check(new SchemaParser().parse(schema).mainSchema(), bytes, 0, bytes.length);
  }
}
