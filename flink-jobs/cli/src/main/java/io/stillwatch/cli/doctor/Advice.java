package io.stillwatch.cli.doctor;

import io.stillwatch.intake.Format;
import org.jspecify.annotations.Nullable;

/** What to switch on at a source so that a field arrives. */
final class Advice {

  private Advice() {}

  /**
   * Advice for one field.
   *
   * @param content whether texts are taken out of the source's records as it is
   */
  static String of(String field, Format format, boolean content, String source) {
    String group = field.contains(".") ? field.substring(0, field.indexOf('.')) : field;
    return switch (group) {
      case "prompt_text", "response_text", "system_text", "features" ->
          text(format, content, source);
      case "params" -> params(field, format);
      case "reasoning_tokens", "input_tokens", "output_tokens", "cached_input_tokens" ->
          tokens(field, format);
      case "account", "attestation" ->
          "known to your identity or model service alone: let the gateway put it into our own event";
      case "client" -> client(field, format);
      case "organization_id", "api_key_id" ->
          "name the attribute that holds it in source."
              + source
              + (group.equals("api_key_id") ? ".api.key" : ".organization");
      case "refused", "finish_reason" ->
          format == Format.ENVOY
              ? "an access log does not say it: read the gateway's spans (otlp-proto) as well"
              : "let the source report the finish reason (gen_ai.response.finish_reasons)";
      case "session_id", "turns", "tool_count", "tool_call_count", "tool_schema_hash" ->
          format == Format.ENVOY
              ? "an access log has no messages: read the gateway's spans (otlp-proto) as well"
              : "comes with the messages and tools of the request; they are counted also where texts"
                  + " stay outside";
      default -> "let the producer report " + field + " (schemas/README.md)";
    };
  }

  /** What to do about exchanges that a source tells several times; null where it does no harm. */
  static @Nullable String ofDuplicates(long duplicates, Format format) {
    return duplicates == 0 || format != Format.LANGFUSE
        ? null
        : "export a trace once, when it is finished: told again, an exchange counts again if its"
            + " account has had 64 others since";
  }

  private static String text(Format format, boolean content, String source) {
    String here =
        content || format == Format.EVENT
            ? ""
            : "set source." + source + ".content=true (here: --content)";
    String there =
        switch (format) {
          case OTLP_PROTO, OTLP_JSON, SPAN_JSON ->
              "let the instrumentation capture messages"
                  + " (OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true)";
          case LITELLM -> "litellm_settings: turn_off_message_logging: false";
          case ENVOY ->
              "an access log has no texts: read the gateway's spans (otlp-proto), or send features";
          case LANGFUSE -> "let the SDK capture input and output, without a mask";
          case OPENAI -> "log whole bodies of request and response";
          default -> "send prompt_text and response_text, or features where texts may not leave";
        };
    return here.isEmpty() || format == Format.ENVOY ? there : here + "; " + there;
  }

  private static String params(String field, Format format) {
    return switch (format) {
      case OTLP_PROTO, OTLP_JSON, SPAN_JSON ->
          field.equals("params.logit_bias_size")
                  || field.equals("params.top_logprobs")
                  || field.equals("params.thinking_budget")
              ? "no convention names it: an OpenInference instrumentation sends"
                  + " llm.invocation_parameters; or nobody asked for it yet"
              : "an instrumentation that sets gen_ai.request.*; or nobody asked for it yet";
      case ENVOY -> "an access log has no settings: read the gateway's spans (otlp-proto) as well";
      default -> "is in the request; nobody asked for it yet, or the source leaves it out";
    };
  }

  private static String tokens(String field, Format format) {
    if (format == Format.ENVOY) {
      return "AIGatewayRoute.llmRequestCosts with a metadataKey for it, and gen_ai.usage."
          + field
          + " in the access log's format";
    }
    return field.equals("input_tokens") || field.equals("output_tokens")
        ? "let the source report usage (for streams too: stream_options.include_usage)"
        : "let the source report the details of usage; only some models have any";
  }

  private static String client(String field, Format format) {
    return switch (field) {
      case "client.ip" ->
          format == Format.ENVOY
              ? "add x-forwarded-for to the access log's format"
              : "let the gateway add client.address, or name the attribute in source.NAME.address";
      case "client.user_agent" ->
          format == Format.ENVOY
              ? "add user-agent to the access log's format"
              : "let the gateway add user_agent.original";
      default ->
          "needs a lookup of the address at the gateway, which then puts it into our own event";
    };
  }
}
