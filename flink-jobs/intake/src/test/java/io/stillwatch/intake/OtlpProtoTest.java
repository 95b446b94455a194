package io.stillwatch.intake;

import static io.stillwatch.intake.FormatFixturesTest.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Protobuf as exporters write it, and as somebody who means harm does. */
class OtlpProtoTest {
  private static final String EVENT =
      "{\"exchange_id\":\"0af7651916cd43dd8448eb211c80319c-0000000000000001\",\"account_id\":\"acct-1\","
          + "\"occurred_at\":1780000006683,\"phase\":\"EXCHANGE\",\"tenant\":\"default\","
          + "\"model\":\"heron-large\",\"operation\":\"chat\",\"server_id\":\"gw-3\",\"input_tokens\":212,"
          + "\"turns\":1,\"params\":{\"temperature\":0.25,\"stream\":true},\"finish_reason\":\"stop\","
          + "\"latency_ms\":683}";

  @Test
  void spansBecomeEventsOrTheirReasons() {
    assertEquals(Format.OTLP_PROTO, Events.intake().recognise(Otlp.bytes()));
    assertEquals(
        List.of(EVENT, "NO_EXCHANGE", "NO_ACCOUNT spans[2].account_id"),
        told(Events.intake().accept(Otlp.bytes(), -1)));
  }

  @Test
  void logsAreToldFromSpansByThemselves() {
    LogRecord event =
        LogRecord.newBuilder()
            .setTimeUnixNano(Otlp.AT_NANOS)
            .setEventName("gen_ai.client.inference.operation.details")
            .setTraceId(Otlp.hex("0af7651916cd43dd8448eb211c80319c"))
            .setSpanId(Otlp.hex("0000000000000001"))
            .addAttributes(Otlp.text("gen_ai.request.model", "heron-small"))
            .build();
    LogRecord bodyAlone =
        LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue("warm")).build();
    byte[] record = Otlp.logs(List.of(Otlp.text("enduser.id", "acct-2")), event, bodyAlone);
    assertEquals(
        List.of(
            "{\"exchange_id\":\"0af7651916cd43dd8448eb211c80319c-0000000000000001\",\"account_id\":\"acct-2\","
                + "\"occurred_at\":1780000006683,\"phase\":\"EXCHANGE\",\"tenant\":\"default\",\"model\":\"heron-small\"}",
            "NO_EXCHANGE"),
        told(Events.intake().accept(record, -1)));
  }

  @Test
  void whatAResourceSaysAtLengthIsCutOnceForAllThatIsUnderIt() {
    List<KeyValue> resource = List.of(Otlp.text("cloud.region", "x".repeat(5_000)));
    List<InferenceEvent> events = new ArrayList<>();
    Events.intake()
        .accept(Otlp.traces(resource, Otlp.chat(1, "acct-1"), Otlp.chat(2, "acct-2")), -1)
        .each(one -> events.add(((Accepted) one).event()));
    String region = events.get(0).getRegion();
    assertEquals(IntakeLimits.defaults().shortCharsMax(), region.length());
    assertSame(region, events.get(1).getRegion());
  }

  @Test
  void anIdThatAResourceSaysAtLengthIsNotCutToAGoodOne() {
    List<KeyValue> resource = List.of(Otlp.text("service.instance.id", "x".repeat(5_000)));
    Rejected why =
        Events.rejected(Events.intake().accept(Otlp.traces(resource, Otlp.chat(1, "a")), -1));
    assertEquals(RejectionReason.OVER_LIMIT, why.reason());
  }

  @Test
  void theMessagesOfASpansEventsAreItsConversation() {
    Span span =
        Otlp.chat(1, "acct-1").toBuilder()
            .clearAttributes()
            .addAttributes(Otlp.text("gen_ai.system", "own"))
            .addAttributes(Otlp.text("enduser.id", "acct-1"))
            .addEvents(event("gen_ai.system.message", Otlp.text("content", "Be terse.")))
            .addEvents(event("gen_ai.user.message", Otlp.text("content", "Name a wader.")))
            .addEvents(event("gen_ai.choice", Otlp.text("finish_reason", "length")))
            .build();
    String told = told(content().accept(Otlp.traces(List.of(), span), -1)).get(0);
    assertTrue(
        told.contains("\"system_text\":\"Be terse.\",\"prompt_text\":\"Name a wader.\""), told);
    assertTrue(
        told.contains("\"turns\":1,") && told.contains("\"finish_reason\":\"length\""), told);
  }

  private static Span.Event event(String name, KeyValue attribute) {
    return Span.Event.newBuilder().setName(name).addAttributes(attribute).build();
  }

  private static Intake content() {
    return new Intake(
        IntakeLimits.defaults(),
        SchemaResolver.builtIn(),
        ConfluentSchemas.NONE,
        false,
        new Source("test", Format.OTLP_PROTO, Identity.USUAL, true));
  }

  @Test
  void whatStandsBeforeTheDamageCountsAndTheDamageCountsOnce() {
    Span[] spans =
        IntStream.range(0, 20).mapToObj(i -> Otlp.chat(i, "acct-" + i)).toArray(Span[]::new);
    byte[] whole = Otlp.traces(List.of(), spans);
    int before = -1;
    for (int cut = 1; cut < whole.length; cut++) {
      List<String> verdicts = told(content().accept(Arrays.copyOf(whole, cut), -1));
      // The outermost length lies in every cut record, and is seen first.
      assertEquals(List.of("MALFORMED"), verdicts, "cut at " + cut);
    }
    // Two resources: the first is whole when the second is cut.
    byte[] two = Arrays.copyOf(whole, 2 * whole.length);
    System.arraycopy(whole, 0, two, whole.length, whole.length);
    for (int cut = whole.length + 1; cut < two.length; cut += 97) {
      List<String> verdicts = told(content().accept(Arrays.copyOf(two, cut), -1));
      assertEquals(21, verdicts.size());
      assertEquals("MALFORMED", verdicts.get(20));
      before = cut;
    }
    assertTrue(before > whole.length);
  }

  @Test
  void aLengthThatLiesCostsNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (String lie :
        List.of(
            "0affffffff07", // a resource of two gigabytes
            "0affffffffffffffffff01", // of minus one
            "0a0712050affffff7f", // an attribute within it
            "0a0a0a080a060a0161120108")) {
      byte[] bytes = HexFormat.of().parseHex(lie);
      Intake intake = content();
      intake.accept(bytes, -1);
      long before = threads.getCurrentThreadAllocatedBytes();
      Outcome outcome = intake.accept(bytes, -1);
      long cost = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(cost < 16 << 10, lie + " allocated " + cost);
      assertEquals(RejectionReason.MALFORMED, Events.rejected(outcome).reason(), lie);
    }
  }

  @Test
  void moreSpansThanTheLimitAreRefusedAndThoseBeforeCounted() {
    int max = IntakeLimits.defaults().telemetryPartsMax();
    byte[] tiny = HexFormat.of().parseHex("1200"); // an empty span
    byte[] scope = new byte[2 * (max + 10)];
    for (int i = 0; i < scope.length; i += 2) {
      System.arraycopy(tiny, 0, scope, i, 2);
    }
    byte[] record = field(1, field(2, scope)); // all of them in one resource
    List<String> verdicts = told(content().accept(record, -1));
    assertEquals(max + 1, verdicts.size());
    assertEquals("OVER_LIMIT", verdicts.get(max));
  }

  private static byte[] field(int number, byte[] message) {
    ByteString.Output out = ByteString.newOutput();
    out.write(number << 3 | 2);
    int length = message.length;
    while (length > 0x7F) {
      out.write(length & 0x7F | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.write(message, 0, message.length);
    return out.toByteString().toByteArray();
  }

  @Test
  void valuesWithinEachOtherAreBounded() {
    AnyValue deep = AnyValue.newBuilder().setStringValue("x").build();
    for (int i = 0; i < 60; i++) {
      deep =
          i % 2 == 0
              ? AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(deep)).build()
              : AnyValue.newBuilder()
                  .setKvlistValue(
                      KeyValueList.newBuilder()
                          .addValues(KeyValue.newBuilder().setKey("k").setValue(deep)))
                  .build();
    }
    Span span =
        Otlp.span(1, KeyValue.newBuilder().setKey("gen_ai.input.messages").setValue(deep).build());
    Rejected why = Events.rejected(content().accept(Otlp.traces(List.of(), span), -1));
    assertEquals(RejectionReason.NO_ACCOUNT, why.reason()); // what is too deep is left out
  }

  @Test
  void metricsAreNoneOfIt() {
    // A metric has the shape of a span whose trace id is its name.
    byte[] metric =
        field(
            1,
            field(
                2, field(2, field(1, "tokens".getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
    Rejected why = Events.rejected(content().accept(metric, -1));
    assertEquals(RejectionReason.UNKNOWN_FORMAT, why.reason());
  }

  @Test
  void verdictsAddUpToWhatWasSent() {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      spans.add(
          i % 3 == 0
              ? Otlp.chat(i, "acct-" + i % 7)
              : i % 3 == 1
                  ? Otlp.span(i, Otlp.text("db.system", "pg"))
                  : Otlp.span(i, Otlp.whole("gen_ai.usage.output_tokens", i)));
    }
    byte[] record = Otlp.traces(List.of(), spans.toArray(Span[]::new));
    assertFalse(
        record.length > IntakeLimits.defaults().recordBytesMax(), "too large for the trial");
    int[] counts = new int[3];
    content()
        .accept(record, -1)
        .each(
            one -> {
              if (one instanceof Accepted) {
                counts[0]++;
              } else if (Events.rejected(one).reason() == RejectionReason.NO_EXCHANGE) {
                counts[1]++;
              } else {
                assertEquals(RejectionReason.NO_ACCOUNT, Events.rejected(one).reason());
                counts[2]++;
              }
            });
    assertEquals("[1000, 1000, 1000]", Arrays.toString(counts));
  }
}
