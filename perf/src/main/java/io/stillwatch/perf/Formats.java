package io.stillwatch.perf;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.Source;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.SchemaResolver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs at the door in each format, recognised, on one thread; {@code -prof gc} says
 * how many bytes are allocated for it. The same exchange everywhere, with a prompt of 2 KiB that is
 * taken; OTLP and Langfuse have ten of them in a record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class Formats {

  private static final int SPANS = 10;
  private static final long AT_MS = 1_780_000_006_683L;
  private static final String PROMPT =
      "please explain how the harbour pump is serviced ".repeat(43);

  private final Intake intake =
      new Intake(
          IntakeLimits.defaults(),
          SchemaResolver.builtIn(),
          ConfluentSchemas.NONE,
          true,
          new Source("perf", Format.AUTO, Identity.USUAL, true));

  private byte[] avro = {};
  private byte[] json = {};
  private byte[] otlpProto = {};
  private byte[] otlpJson = {};
  private byte[] litellm = {};
  private byte[] envoy = {};
  private byte[] openai = {};
  private byte[] langfuse = {};

  /** Makes the records. */
  @Setup
  public void records() {
    InferenceEvent event =
        InferenceEvent.newBuilder()
            .setExchangeId("x-1")
            .setAccountId("a-1")
            .setOccurredAt(Instant.ofEpochMilli(AT_MS))
            .setPhase(Phase.EXCHANGE)
            .setModel("large-2")
            .setInputTokens(512L)
            .setOutputTokens(900L)
            .setPromptText(PROMPT)
            .build();
    avro = RecordCodec.of(InferenceEvent.class).encode(event);
    json = bytes(RecordJson.write(event));
    otlpProto = protobuf();
    otlpJson = bytes("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans() + "]}]}]}");
    litellm =
        bytes(
            "{\"id\":\"x-1\",\"trace_id\":null,\"call_type\":\"acompletion\",\"stream\":true,\"status\":\"success\","
                + "\"startTime\":1780000005.0,\"endTime\":1780000006.683,\"model\":\"large-2\",\"prompt_tokens\":512,"
                + "\"completion_tokens\":900,\"metadata\":{\"user_api_key_hash\":\"h\",\"user_api_key_user_id\":\"a-1\"},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + PROMPT
                + "\"}],\"response\":{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"hi\"}}]},"
                + "\"model_parameters\":{\"temperature\":0.7}}");
    langfuse = bytes(trace());
    envoy =
        bytes(
            "{\"start_time\":\"2026-05-28T20:26:46.000Z\",\"response_code\":200,\"duration\":683,"
                + "\"gen_ai.request.model\":\"large-2\",\"gen_ai.usage.input_tokens\":512,\"gen_ai.usage.output_tokens\":900,"
                + "\"enduser.id\":\"a-1\",\"x-request-id\":\"x-1\",\"x-forwarded-for\":\"198.51.100.7\",\"user-agent\":\"curl/8\"}");
    openai =
        bytes(
            "{\"account_id\":\"a-1\",\"timestamp\":1780000006683,\"request\":{\"model\":\"large-2\",\"temperature\":0.7,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + PROMPT
                + "\"}]},\"response\":{\"id\":\"x-1\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"hi\"}}],"
                + "\"usage\":{\"prompt_tokens\":512,\"completion_tokens\":900}}}");
  }

  private static String trace() {
    StringBuilder observations = new StringBuilder();
    for (int i = 0; i < SPANS; i++) {
      observations
          .append(i == 0 ? "" : ",")
          .append("{\"id\":\"o-")
          .append(i)
          .append(
              "\",\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"type\":\"GENERATION\",\"parentObservationId\":null,"
                  + "\"startTime\":\"2026-05-28T20:26:45.000Z\",\"endTime\":\"2026-05-28T20:26:46.683Z\",\"model\":\"large-2\","
                  + "\"metadata\":{\"user_api_key_user_id\":\"a-1\"},\"modelParameters\":{\"temperature\":0.7},"
                  + "\"input\":[{\"role\":\"user\",\"content\":\"")
          .append(PROMPT)
          .append(
              "\"}],\"output\":{\"role\":\"assistant\",\"content\":\"hi\"},\"usageDetails\":{\"input\":512,\"output\":900}}");
    }
    return "{\"trace\":{\"id\":\"0af7651916cd43dd8448eb211c80319c\"},\"observations\":["
        + observations
        + "]}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String messages(String quote) {
    return ("[{'role':'user','parts':[{'type':'text','content':'" + PROMPT + "'}]}]")
        .replace("'", quote);
  }

  private static String spans() {
    StringBuilder spans = new StringBuilder();
    for (int i = 0; i < SPANS; i++) {
      spans
          .append(i == 0 ? "" : ",")
          .append("{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"s-")
          .append(i)
          .append(
              "\",\"startTimeUnixNano\":\"1780000005000000000\",\"endTimeUnixNano\":\"1780000006683000000\",\"attributes\":[")
          .append(attribute("gen_ai.request.model", "{\"stringValue\":\"large-2\"},"))
          .append(attribute("gen_ai.usage.input_tokens", "{\"intValue\":\"512\"},"))
          .append(attribute("gen_ai.usage.output_tokens", "{\"intValue\":\"900\"},"))
          .append(attribute("server.port", "{\"intValue\":\"443\"},"))
          .append(attribute("enduser.id", "{\"stringValue\":\"a-1\"},"))
          .append(
              attribute("gen_ai.input.messages", "{\"stringValue\":\"" + messages("\\\"") + "\"}"))
          .append("]}");
    }
    return spans.toString();
  }

  private static String attribute(String name, String value) {
    boolean more = value.endsWith(",");
    return "{\"key\":\""
        + name
        + "\",\"value\":"
        + (more ? value.substring(0, value.length() - 1) : value)
        + (more ? "}," : "}");
  }

  private static byte[] protobuf() {
    ByteArrayOutputStream scope = new ByteArrayOutputStream();
    for (int i = 0; i < SPANS; i++) {
      ByteArrayOutputStream span = new ByteArrayOutputStream();
      field(span, 1, new byte[16]);
      field(span, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) i});
      fixed(span, 7, (AT_MS - 1683) * 1_000_000);
      fixed(span, 8, AT_MS * 1_000_000);
      text(span, "gen_ai.request.model", "large-2");
      whole(span, "gen_ai.usage.input_tokens", 512);
      whole(span, "gen_ai.usage.output_tokens", 900);
      whole(span, "server.port", 443);
      text(span, "enduser.id", "a-1");
      text(span, "gen_ai.input.messages", messages("\""));
      field(scope, 2, span.toByteArray());
    }
    ByteArrayOutputStream resource = new ByteArrayOutputStream();
    field(resource, 2, scope.toByteArray());
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    field(record, 1, resource.toByteArray());
    return record.toByteArray();
  }

  private static void text(ByteArrayOutputStream span, String name, String value) {
    ByteArrayOutputStream any = new ByteArrayOutputStream();
    field(any, 1, bytes(value));
    attribute(span, name, any);
  }

  private static void whole(ByteArrayOutputStream span, String name, long value) {
    ByteArrayOutputStream any = new ByteArrayOutputStream();
    any.write(3 << 3);
    varint(any, value);
    attribute(span, name, any);
  }

  private static void attribute(
      ByteArrayOutputStream span, String name, ByteArrayOutputStream value) {
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    field(pair, 1, bytes(name));
    field(pair, 2, value.toByteArray());
    field(span, 9, pair.toByteArray());
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] message) {
    out.write(number << 3 | 2);
    varint(out, message.length);
    out.writeBytes(message);
  }

  private static void fixed(ByteArrayOutputStream out, int number, long value) {
    out.write(number << 3 | 1);
    for (int i = 0; i < 8; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while (left > 0x7F) {
      out.write((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }

  @Benchmark
  public Outcome avro() {
    return intake.accept(avro, AT_MS);
  }

  @Benchmark
  public Outcome json() {
    return intake.accept(json, AT_MS);
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Outcome otlpProto() {
    return all(intake.accept(otlpProto, AT_MS));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Outcome otlpJson() {
    return all(intake.accept(otlpJson, AT_MS));
  }

  /** A figure about records that are refused would be worth nothing. */
  private static Outcome all(Outcome outcome) {
    if (!(outcome instanceof Outcome.Several several) || several.verdicts().size() != SPANS) {
      throw new IllegalStateException("not all of them: " + outcome);
    }
    return outcome;
  }

  @Benchmark
  public Outcome litellm() {
    return accepted(intake.accept(litellm, AT_MS));
  }

  @Benchmark
  public Outcome envoy() {
    return accepted(intake.accept(envoy, AT_MS));
  }

  @Benchmark
  public Outcome openai() {
    return accepted(intake.accept(openai, AT_MS));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public Outcome langfuse() {
    return all(intake.accept(langfuse, AT_MS));
  }

  private static Outcome accepted(Outcome outcome) {
    if (!(outcome instanceof Outcome.Accepted)) {
      throw new IllegalStateException("refused: " + outcome);
    }
    return outcome;
  }
}
