package io.stillwatch.intake;

import java.util.Locale;

/** What the records of a source are written in. */
public enum Format {
  /** Whatever each record shows itself to be. */
  AUTO,
  /** Our own event: Avro in single-object encoding or in Confluent's wire format, or plain JSON. */
  EVENT,
  /** Spans or logs as OpenTelemetry's exporters write them in protobuf. */
  OTLP_PROTO,
  /** The same in JSON. */
  OTLP_JSON,
  /** One span as one JSON object, as OpenTelemetry's console and file exporters write it. */
  SPAN_JSON,
  /** LiteLLM's StandardLoggingPayload. */
  LITELLM,
  /** The JSON access log of Envoy AI Gateway. */
  ENVOY,
  /** The bodies of a request and of its response to an OpenAI-compatible server. */
  OPENAI,
  /** A trace with its observations as Langfuse exports it, or one observation. */
  LANGFUSE;

  /** As it is written in settings and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
