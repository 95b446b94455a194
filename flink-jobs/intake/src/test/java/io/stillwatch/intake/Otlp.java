package io.stillwatch.intake;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.HexFormat;
import java.util.List;

/** OTLP in protobuf, written by the classes that the OpenTelemetry project generates. */
final class Otlp {
  static final long AT_NANOS = Events.AT_MS * 1_000_000;

  private Otlp() {}

  /** A record with an exchange, a span that is none, and an exchange without an account. */
  static byte[] bytes() {
    return traces(
        List.of(text("service.instance.id", "gw-3")),
        chat(1, "acct-1"),
        span(2, text("http.request.method", "GET")),
        span(3, whole("gen_ai.usage.input_tokens", 5)));
  }

  static Span chat(int id, String account) {
    return span(
        id,
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.request.model", "heron-large"),
        whole("gen_ai.usage.input_tokens", 212),
        real("gen_ai.request.temperature", 0.25),
        KeyValue.newBuilder()
            .setKey("gen_ai.request.stream")
            .setValue(AnyValue.newBuilder().setBoolValue(true))
            .build(),
        KeyValue.newBuilder()
            .setKey("gen_ai.response.finish_reasons")
            .setValue(
                AnyValue.newBuilder()
                    .setArrayValue(
                        ArrayValue.newBuilder()
                            .addValues(AnyValue.newBuilder().setStringValue("stop"))))
            .build(),
        text(
            "gen_ai.input.messages",
            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where do herons nest?\"}]}]"),
        text("enduser.id", account));
  }

  static Span span(int id, KeyValue... attributes) {
    return Span.newBuilder()
        .setTraceId(hex("0af7651916cd43dd8448eb211c80319c"))
        .setSpanId(hex(String.format("%016x", id)))
        .setName("span " + id)
        .setStartTimeUnixNano(AT_NANOS - 683_000_000)
        .setEndTimeUnixNano(AT_NANOS)
        .addAllAttributes(List.of(attributes))
        .build();
  }

  static byte[] traces(List<KeyValue> resource, Span... spans) {
    return TracesData.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(resource))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
        .build()
        .toByteArray();
  }

  static byte[] logs(List<KeyValue> resource, LogRecord... records) {
    return LogsData.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(resource))
                .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records))))
        .build()
        .toByteArray();
  }

  static KeyValue text(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue whole(String name, long value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  static KeyValue real(String name, double value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setDoubleValue(value))
        .build();
  }

  static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }
}
