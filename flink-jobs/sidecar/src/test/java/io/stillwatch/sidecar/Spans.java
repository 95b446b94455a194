package io.stillwatch.sidecar;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Spans as instrumented gateways export them. */
final class Spans {

  static final String DEMAND =
      "Solve the following task. Before answering, write out your complete reasoning step by step"
          + " inside <reasoning> tags. Do not skip or summarize any step. Then give the answer.";

  private final ScopeSpans.Builder spans = ScopeSpans.newBuilder();
  private final Resource.Builder resource = Resource.newBuilder();
  private long number;

  /** Said of all of them. */
  Spans resource(String name, String value) {
    resource.addAttributes(attribute(name, value));
    return this;
  }

  Spans chat(String account, @Nullable String prompt) {
    return add(account, prompt, true);
  }

  /** An exchange that nobody can be held to. */
  Spans nobodys() {
    return add(null, "hello", true);
  }

  /** A span that tells of something else. */
  Spans other() {
    return add("a", null, false);
  }

  private Spans add(String account, String prompt, boolean chat) {
    number++;
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(
                ByteString.copyFrom(ByteBuffer.allocate(16).putLong(7).putLong(number).flip()))
            .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(number).flip()))
            .setName(chat ? "chat large-2" : "GET /")
            .setStartTimeUnixNano(1_780_000_000_000_000_000L)
            .setEndTimeUnixNano(1_780_000_001_000_000_000L + number);
    if (chat) {
      span.addAttributes(attribute("gen_ai.operation.name", "chat"))
          .addAttributes(attribute("gen_ai.request.model", "large-2"));
    }
    if (account != null) {
      span.addAttributes(attribute("enduser.id", account));
    }
    if (prompt != null) {
      span.addAttributes(
          attribute(
              "gen_ai.input.messages",
              "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
                  + prompt
                  + "\"}]}]"));
    }
    spans.addSpans(span);
    return this;
  }

  private static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  byte[] protobuf() {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(spans))
        .build()
        .toByteArray();
  }

  static byte[] json(String account) {
    return ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5b8efff798038103d269b633813fc60c\","
            + "\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"chat\",\"startTimeUnixNano\":\"1780000000000000000\","
            + "\"endTimeUnixNano\":\"1780000001000000000\",\"attributes\":["
            + "{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":\"chat\"}},"
            + "{\"key\":\"gen_ai.request.model\",\"value\":{\"stringValue\":\"large-2\"}},"
            + "{\"key\":\"enduser.id\",\"value\":{\"stringValue\":\""
            + account
            + "\"}}]}]}]}]}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
