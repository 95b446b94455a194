package io.stillwatch.intake;

/** Whose names attributes have. */
enum Vocabulary {
  /**
   * Spans and logs: OpenTelemetry's conventions of today and of before, OpenInference, and what
   * vLLM, LiteLLM, Langfuse and OpenLLMetry call things on theirs.
   */
  SPANS,
  LITELLM,
  ENVOY,
  OPENAI,
  LANGFUSE;

  static Vocabulary of(Format format) {
    return switch (format) {
      case LITELLM -> LITELLM;
      case ENVOY -> ENVOY;
      case OPENAI -> OPENAI;
      case LANGFUSE -> LANGFUSE;
      default -> SPANS;
    };
  }
}
