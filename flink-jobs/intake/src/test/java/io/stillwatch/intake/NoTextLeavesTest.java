package io.stillwatch.intake;

import static io.stillwatch.intake.Events.json;
import static io.stillwatch.intake.Events.rejected;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.PatternRevision;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A canary in the prompt: whatever is wrong with a record, no piece of it comes out. */
class NoTextLeavesTest {
  private static final String CANARY = "Zqvjkw7Xpfbg";
  private static final int PIECE_CHARS = 4;

  private static Map<String, byte[]> poison() {
    InferenceEvent event = Events.small();
    event.setPromptText(CANARY + " and more");
    byte[] avro = Events.avro(event);
    byte[] notUtf8 = avro.clone();
    int at = new String(avro, ISO_8859_1).indexOf(CANARY);
    notUtf8[at + CANARY.length()] = (byte) 0xFF;
    InferenceEvent negative = InferenceEvent.newBuilder(event).setInputTokens(-1L).build();
    String text = new String(json(event), UTF_8);
    Map<String, byte[]> poison = new LinkedHashMap<>();
    poison.put("a raw prompt that is no record", (CANARY + " is all I send").getBytes(UTF_8));
    poison.put("cut JSON", text.substring(0, text.length() - 12).getBytes(UTF_8));
    poison.put("JSON without a quote", text.replace("\"" + CANARY, CANARY).getBytes(UTF_8));
    poison.put(
        "the canary as a key twice",
        json("\"features\":{\"hashes\":{\"" + CANARY + "\":1,\"" + CANARY + "\":2}}"));
    poison.put("the canary as a time", json("\"received_at\":\"" + CANARY + "\""));
    poison.put("the canary as a number", json("\"turns\":\"" + CANARY + "\""));
    poison.put("the canary as a phase", text.replace("EXCHANGE", CANARY).getBytes(UTF_8));
    poison.put(
        "an id with a control character",
        json("\"tenant\":\"" + CANARY + "\\u0001\",\"prompt_text\":\"" + CANARY + "\""));
    poison.put(
        "an unknown field name with bad JSON after it", json("\"" + CANARY + "\":" + CANARY));
    poison.put("JSON that is not UTF-8", concat(text.getBytes(UTF_8), new byte[] {(byte) 0xC0}));
    poison.put("an escape that does not exist", json("\"prompt_text\":\"\\" + CANARY + "\""));
    poison.put(
        "an escaped field name within a text",
        json("\"turns\":[],\"prompt_text\":\"\\\"" + CANARY + "\\\": \\\"status\\\":\""));
    poison.put("cut Avro", Arrays.copyOf(avro, at + CANARY.length()));
    poison.put("Avro with bytes left over", concat(avro, CANARY.getBytes(UTF_8)));
    poison.put("Avro that is not UTF-8", notUtf8);
    poison.put("Avro with a negative count", Events.avro(negative));
    poison.put(
        "Avro of another record",
        RecordCodec.of(PatternRevision.class)
            .encode(new PatternRevision(CANARY, CANARY, 1, CANARY, CANARY, Instant.EPOCH)));
    poison.put("Confluent with an unknown id", Events.confluent(event, 99));
    poison.put(
        "noise before the canary", concat(new byte[] {(byte) 0xFE, 1, 2}, CANARY.getBytes(UTF_8)));
    poison.put("too large", concat(json("\"prompt_text\":\"" + CANARY + "\""), new byte[1 << 20]));
    return poison;
  }

  @TestFactory
  Stream<DynamicTest> noPieceOfTheTextComesOut() {
    return poison().entrySet().stream()
        .map(p -> DynamicTest.dynamicTest(p.getKey(), () -> check(p.getValue())));
  }

  private static void check(byte[] bytes) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    String said;
    try (PrintStream sink = new PrintStream(printed, true, UTF_8)) {
      System.setOut(sink);
      System.setErr(sink);
      Rejected why = rejected(Events.intake().accept(bytes, -1));
      said = why + RecordJson.write(DeadLetters.of("inference.events", 1, 2, bytes, why, false));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String all = (said + printed.toString(UTF_8)).toLowerCase(Locale.ROOT);
    String canary = CANARY.toLowerCase(Locale.ROOT);
    for (int i = 0; i + PIECE_CHARS <= canary.length(); i++) {
      String piece = canary.substring(i, i + PIECE_CHARS);
      assertFalse(all.contains(piece), () -> "says " + piece + ": " + said);
      String hex = HexFormat.of().formatHex(CANARY.substring(i, i + PIECE_CHARS).getBytes(UTF_8));
      assertFalse(all.contains(hex), () -> "says the hex of " + piece + ": " + said);
    }
  }

  @Test
  void thePoisonIsOfMoreThanTenKinds() {
    Set<RejectionReason> reasons =
        poison().values().stream()
            .map(bytes -> rejected(Events.intake().accept(bytes, -1)).reason())
            .collect(java.util.stream.Collectors.toSet());
    assertEquals(true, poison().size() >= 10 && reasons.size() >= 10, reasons::toString);
  }

  @Test
  void theHeadOfJsonKeepsPunctuationAndTheNamesOfFields() {
    String json =
        "{\"exchange_id\": \"x-1\", \"secret\": [true, -1.5e3], \"prompt_text\" : \"Say \\\"status\\\": ok, é🌍\"";
    assertEquals(
        "{\"exchange_id\": \"x-x\", \"xxxxxx\": [xxxx, -x.xxx], \"prompt_text\" : \"xxx \\\"xxxxxx\\\": xx, xxx\"",
        MaskedHead.of(json.getBytes(UTF_8)));
  }

  @Test
  void theHeadIsCapped() {
    byte[] bytes = ("{\"prompt_text\":\"" + "a".repeat(2000)).getBytes(UTF_8);
    assertEquals(MaskedHead.CHARS_MAX, MaskedHead.of(bytes).length());
    byte[] names = "{\"prompt_text\":".repeat(100).getBytes(UTF_8);
    assertEquals(MaskedHead.CHARS_MAX, MaskedHead.of(names).length());
    assertEquals(32, MaskedHead.of(Events.avro(Events.full())).length());
    assertEquals("", MaskedHead.of(new byte[0]));
  }

  @Test
  void theHeadOfAvroIsItsHeaderInHexadecimal() {
    byte[] avro = Events.avro(Events.small());
    String header = HexFormat.of().formatHex(avro, 0, 10);
    assertEquals(header + "06xx2dxx06xx", MaskedHead.of(avro));
    assertEquals(
        "000000000706xx2dxx06xx2dxxxxxxxx", MaskedHead.of(Events.confluent(Events.small(), 7)));
  }

  @Test
  void aDeadLetterSaysWhereTheRecordStandsAndKeepsItsBytesOnlyWhenAsked() {
    byte[] bytes = "abc".getBytes(UTF_8);
    Rejected why = rejected(Events.intake().accept(bytes, -1));
    var letter = DeadLetters.of("inference.events", 3, 77, bytes, why, false);
    assertEquals("UNKNOWN_FORMAT", letter.getReason());
    assertEquals(why.detail(), letter.getDetail());
    assertEquals("inference.events", letter.getTopic());
    assertEquals(3, letter.getPartition());
    assertEquals(77, letter.getOffset());
    assertEquals(3, letter.getSize());
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", letter.getDigest());
    assertEquals(null, letter.getContent());
    var kept = DeadLetters.of("inference.events", 3, 77, bytes, why, true);
    assertNotNull(kept.getContent());
    assertEquals(java.nio.ByteBuffer.wrap(bytes), kept.getContent());
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
