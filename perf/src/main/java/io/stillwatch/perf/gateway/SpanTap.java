package io.stillwatch.perf.gateway;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;

/** A span for each exchange, when it is over, in batches of OpenTelemetry's SDK. */
final class SpanTap implements Tap {

  /** OTEL_BSP_SCHEDULE_DELAY where nobody sets it. */
  static final Duration USUAL_DELAY = Duration.ofSeconds(5);

  /** OTEL_BSP_MAX_EXPORT_BATCH_SIZE likewise: so many leave without waiting for the delay. */
  static final int USUAL_BATCH = 512;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  SpanTap(Services to, Duration delay, int batchMax) {
    provider =
        SdkTracerProvider.builder()
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder()
                            .setEndpoint(to.otlp() + "/v1/traces")
                            .setCompression("gzip")
                            .build())
                    .setScheduleDelay(delay)
                    .setMaxExportBatchSize(batchMax)
                    .setMaxQueueSize(4 * batchMax) // as usual
                    .build())
            .build();
    tracer = provider.get("gateway");
  }

  @Override
  public void asked(String account, long exchange, String prompt) {}

  @Override
  public void answered(String account, long exchange, String prompt) {
    tracer
        .spanBuilder("chat large-2")
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("gen_ai.operation.name", "chat")
        .setAttribute("gen_ai.request.model", "large-2")
        .setAttribute("enduser.id", account)
        .setAttribute(AttributeKey.longKey("gen_ai.usage.output_tokens"), 900L)
        .setAttribute("gen_ai.input.messages", message("user", prompt))
        .setAttribute("gen_ai.output.messages", message("assistant", "At noon."))
        .startSpan()
        .end();
  }

  private static String message(String role, String text) {
    return "[{\"role\":\""
        + role
        + "\",\"parts\":[{\"type\":\"text\",\"content\":\""
        + text
        + "\"}]}]";
  }

  @Override
  public void close() {
    provider.close();
  }
}
