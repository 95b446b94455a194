package io.stillwatch.perf.gateway;

import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A log record when an account asks and one when it has its answer, in batches of OpenTelemetry's
 * SDK: the two phases of an exchange in OTLP.
 */
final class LogTap implements Tap {

  /** OTEL_BLRP_SCHEDULE_DELAY where nobody sets it. */
  static final Duration USUAL_DELAY = Duration.ofSeconds(1);

  private final SdkLoggerProvider provider;
  private final Logger logger;

  LogTap(Services to, Duration delay, int batchMax) {
    provider =
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(
                        OtlpHttpLogRecordExporter.builder()
                            .setEndpoint(to.otlp() + "/v1/logs")
                            .setCompression("gzip")
                            .build())
                    .setScheduleDelay(delay)
                    .setMaxExportBatchSize(batchMax)
                    .setMaxQueueSize(4 * batchMax) // as usual
                    .build())
            .build();
    logger = provider.get("gateway");
  }

  @Override
  public void asked(String account, long exchange, String prompt) {
    tell("gen_ai.user.message", account, exchange, Map.of("content", Value.of(prompt)));
  }

  @Override
  public void answered(String account, long exchange, String prompt) {
    tell(
        "gen_ai.choice",
        account,
        exchange,
        Map.of(
            "index", Value.of(0),
            "finish_reason", Value.of("stop"),
            "message",
                Value.of(Map.of("role", Value.of("assistant"), "content", Value.of("At noon.")))));
  }

  private void tell(String event, String account, long exchange, Map<String, Value<?>> body) {
    SpanContext span =
        SpanContext.create(
            TraceId.fromLongs(7, exchange),
            SpanId.fromLong(exchange),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    logger
        .logRecordBuilder()
        .setContext(Context.root().with(Span.wrap(span)))
        .setTimestamp(Instant.now())
        .setEventName(event)
        .setAttribute("gen_ai.request.model", "large-2")
        .setAttribute("enduser.id", account)
        .setBody(Value.of(body))
        .emit();
  }

  @Override
  public void close() {
    provider.close();
  }
}
