package io.stillwatch.intake;

import static io.stillwatch.intake.Vocabulary.ENVOY;
import static io.stillwatch.intake.Vocabulary.LANGFUSE;
import static io.stillwatch.intake.Vocabulary.LITELLM;
import static io.stillwatch.intake.Vocabulary.OPENAI;
import static io.stillwatch.intake.Vocabulary.SPANS;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one table of names: which attribute of whose telemetry is which field of the event.
 *
 * <p>Of several names in a row the first that is there counts. In nested JSON a name is the path to
 * the value. Names that go on with a number after one of these ({@code
 * llm.input_messages.0.message.role}) spell a list out.
 */
final class Aliases {

  /** One row: the field of the event or the role that is filled, and by which names. */
  record Row(
      Vocabulary vocabulary, @Nullable String field, @Nullable Role role, List<String> names) {

    private boolean tellsOfFailure() {
      return STATUS.equals(field) || role == Role.ERROR;
    }

    private Row within(String path) {
      return new Row(vocabulary, field, role, names.stream().map(path::concat).toList());
    }
  }

  private static final String STATUS = "status";

  private Aliases() {}

  /**
   * The rows of a vocabulary; Envoy's log may carry any name of a span's, and so may the metadata
   * of Langfuse's observations. But whether an exchange has failed is not read there: the client
   * may have written it, and who fails and goes on elsewhere is told by it.
   */
  static List<Row> rows(Vocabulary vocabulary) {
    List<Row> rows = new ArrayList<>();
    for (Row row : ROWS) {
      if (row.vocabulary == vocabulary || (vocabulary == ENVOY && row.vocabulary == SPANS)) {
        rows.add(row);
      } else if (vocabulary == LANGFUSE && row.vocabulary == SPANS && !row.tellsOfFailure()) {
        rows.add(row.within(LangfuseJson.ATTRIBUTES));
      }
    }
    return rows;
  }

  /**
   * Who asked, where no setting says which attributes tell.
   *
   * <p>Not {@code user.id} nor {@code langfuse.user.id}: behind LiteLLM they are what the client
   * wrote into its {@code user} field, and so may be the {@code userId} of Langfuse's traces and
   * all in its metadata but what LiteLLM puts over it. And no header of an access log, which the
   * client may send.
   */
  static Identity identity(Vocabulary vocabulary) {
    return switch (vocabulary) {
      case SPANS ->
          new Identity(
              List.of(
                  "metadata.user_api_key_user_id",
                  "metadata.user_api_key_hash",
                  "account.id",
                  "enduser.id"),
              List.of("api_key.id", "metadata.user_api_key_hash"),
              List.of(
                  "organization.id",
                  "metadata.user_api_key_org_id",
                  "metadata.user_api_key_team_id"),
              List.of("tenant.id"),
              List.of("client.address", "http.client_ip", "metadata.requester_ip_address"));
      case LITELLM ->
          new Identity(
              List.of("metadata.user_api_key_user_id", "metadata.user_api_key_hash"),
              List.of("metadata.user_api_key_hash"),
              List.of("metadata.user_api_key_org_id", "metadata.user_api_key_team_id"),
              List.of(),
              List.of("requester_ip_address", "metadata.requester_ip_address"));
      case ENVOY ->
          new Identity(
              List.of("account.id", "enduser.id"),
              List.of("api_key.id"),
              List.of("organization.id"),
              List.of("tenant.id"),
              List.of("client.address", "x-forwarded-for", "downstream_remote_address"));
      case OPENAI ->
          new Identity(
              List.of("account_id", "account", "user_id"),
              List.of("api_key_id", "api_key_hash"),
              List.of("organization_id", "organization"),
              List.of("tenant"),
              List.of("client_ip", "ip", "remote_addr"));
      case LANGFUSE ->
          new Identity(
              List.of("metadata.user_api_key_user_id", "metadata.user_api_key_hash"),
              List.of("metadata.user_api_key_hash"),
              List.of("metadata.user_api_key_org_id", "metadata.user_api_key_team_id"),
              List.of(),
              List.of("metadata.requester_ip_address"));
    };
  }

  private static final List<Row> ROWS = new ArrayList<>();

  static {
    field(SPANS, "model", "gen_ai.request.model", "gen_ai.response.model", "llm.model_name");
    field(SPANS, "operation", "gen_ai.operation.name", "llm.request.type");
    field(SPANS, "server_id", "service.instance.id", "host.name", "server.address");
    field(SPANS, "region", "cloud.region");
    field(SPANS, "session_id", "gen_ai.conversation.id", "session.id", "langfuse.session.id");
    field(
        SPANS,
        "input_tokens",
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "llm.usage.prompt_tokens");
    field(
        SPANS,
        "output_tokens",
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "llm.usage.completion_tokens");
    field(
        SPANS,
        "reasoning_tokens",
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.output_tokens.reasoning",
        "llm.token_count.completion_details.reasoning",
        "llm.usage.reasoning_tokens");
    field(
        SPANS,
        "cached_input_tokens",
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.input_tokens.cached",
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
        "llm.usage.cache_read_input_tokens");
    field(SPANS, "params.max_tokens", "gen_ai.request.max_tokens");
    field(SPANS, "params.temperature", "gen_ai.request.temperature");
    field(SPANS, "params.top_p", "gen_ai.request.top_p");
    field(SPANS, "params.n", "gen_ai.request.choice.count", "gen_ai.request.n");
    field(SPANS, "params.seed", "gen_ai.request.seed", "gen_ai.openai.request.seed");
    field(SPANS, "params.stream", "gen_ai.request.stream", "gen_ai.request.is_stream");
    field(SPANS, "params.top_logprobs", "gen_ai.request.top_logprobs");
    settings(SPANS, "llm.invocation_parameters.");
    field(
        SPANS,
        "finish_reason",
        "gen_ai.response.finish_reasons",
        "gen_ai.response.finish_reason",
        "llm.finish_reason");
    field(SPANS, STATUS, "http.response.status_code", "http.status_code");
    field(SPANS, "client.user_agent", "user_agent.original", "http.user_agent");
    field(SPANS, "client.country", "client.geo.country_iso_code");
    role(SPANS, Role.LATENCY_SECONDS, "gen_ai.latency.e2e");
    role(
        SPANS,
        Role.INPUT,
        "gen_ai.input.messages",
        "gen_ai.input_messages",
        "gen_ai.prompt",
        "llm.input_messages",
        "llm.prompts");
    role(
        SPANS,
        Role.OUTPUT,
        "gen_ai.output.messages",
        "gen_ai.output_messages",
        "gen_ai.completion",
        "llm.output_messages",
        "llm.choices");
    role(SPANS, Role.SYSTEM, "gen_ai.system_instructions");
    role(SPANS, Role.TOOLS, "gen_ai.tool.definitions", "llm.tools");
    role(SPANS, Role.SETTINGS, "llm.invocation_parameters");
    role(SPANS, Role.SPAN_KIND, "openinference.span.kind");
    role(SPANS, Role.ERROR, "error.type");
    role(SPANS, Role.MARK, "gen_ai.provider.name", "gen_ai.system");
    role(SPANS, Role.RESPONSE_ID, "gen_ai.response.id", "gen_ai.request.id");
    role(SPANS, Role.TRACE_PARENT, "traceparent");

    field(LITELLM, "model", "model_group", "model");
    field(LITELLM, "operation", "call_type");
    field(LITELLM, "server_id", "model_id", "api_base");
    field(LITELLM, "session_id", "trace_id");
    field(LITELLM, "input_tokens", "prompt_tokens", "response.usage.prompt_tokens");
    field(LITELLM, "output_tokens", "completion_tokens", "response.usage.completion_tokens");
    field(
        LITELLM,
        "reasoning_tokens",
        "response.usage.completion_tokens_details.reasoning_tokens",
        "metadata.usage_object.completion_tokens_details.reasoning_tokens");
    field(
        LITELLM,
        "cached_input_tokens",
        "response.usage.prompt_tokens_details.cached_tokens",
        "metadata.usage_object.prompt_tokens_details.cached_tokens");
    field(LITELLM, "params.stream", "stream", "model_parameters.stream");
    settings(LITELLM, "model_parameters.");
    field(LITELLM, STATUS, "error_information.error_code");
    field(LITELLM, "client.user_agent", "metadata.user_agent", "user_agent");
    role(LITELLM, Role.RESPONSE_ID, "id", "response.id"); // its own call id the client may choose
    role(LITELLM, Role.STARTED, "startTime");
    role(LITELLM, Role.ENDED, "endTime");
    role(LITELLM, Role.LATENCY_SECONDS, "response_time");
    role(LITELLM, Role.INPUT, "messages");
    role(LITELLM, Role.OUTPUT, "response.choices", "response.output");
    role(LITELLM, Role.RESPONSE, "response");
    role(LITELLM, Role.TOOLS, "model_parameters.tools");
    role(LITELLM, Role.TRACE_PARENT, "traceparent");

    field(ENVOY, "exchange_id", "x-request-id", "request.id");
    field(ENVOY, STATUS, "response_code");
    field(ENVOY, "latency_ms", "duration");
    field(ENVOY, "client.user_agent", "user-agent");
    field(ENVOY, "server_id", "upstream_host", "upstream_cluster");
    role(ENVOY, Role.STARTED, "start_time");

    field(OPENAI, "exchange_id", "request_id", "custom_id", "id");
    field(OPENAI, "model", "request.model", "response.model", "model");
    field(OPENAI, "operation", "operation", "response.object");
    field(OPENAI, "server_id", "server_id");
    field(OPENAI, "region", "region");
    field(OPENAI, "session_id", "session_id", "conversation_id");
    field(
        OPENAI,
        "input_tokens",
        "response.usage.prompt_tokens",
        "response.usage.input_tokens",
        "usage.prompt_tokens");
    field(
        OPENAI,
        "output_tokens",
        "response.usage.completion_tokens",
        "response.usage.output_tokens",
        "usage.completion_tokens");
    field(
        OPENAI,
        "reasoning_tokens",
        "response.usage.completion_tokens_details.reasoning_tokens",
        "response.usage.output_tokens_details.reasoning_tokens");
    field(
        OPENAI,
        "cached_input_tokens",
        "response.usage.prompt_tokens_details.cached_tokens",
        "response.usage.input_tokens_details.cached_tokens");
    settings(OPENAI, "request.");
    field(OPENAI, "finish_reason", "response.stop_reason");
    field(OPENAI, STATUS, "response.status_code", "status_code", "status");
    field(OPENAI, "latency_ms", "latency_ms", "duration_ms");
    field(OPENAI, "client.user_agent", "user_agent", "request.headers.user-agent");
    role(OPENAI, Role.RESPONSE_ID, "response.id", "response.request_id");
    role(OPENAI, Role.STARTED, "started_at", "start_time", "timestamp", "response.created");
    role(OPENAI, Role.STARTED, "response.created_at");
    role(OPENAI, Role.ENDED, "ended_at", "end_time");
    role(OPENAI, Role.INPUT, "request.messages", "request.input");
    role(OPENAI, Role.PROMPT, "request.prompt");
    role(OPENAI, Role.SYSTEM, "request.instructions", "request.system");
    role(OPENAI, Role.OUTPUT, "response.choices", "response.output", "response.content");
    role(OPENAI, Role.TOOLS, "request.tools", "request.functions");
    role(OPENAI, Role.ERROR, "response.error.type", "error.type");
    role(OPENAI, Role.TRACE_PARENT, "traceparent", "request.headers.traceparent");

    field(LANGFUSE, "model", "model", "providedModelName");
    field(
        LANGFUSE,
        "server_id",
        "metadata.resourceAttributes.service.instance.id",
        "metadata.resourceAttributes.host.name");
    field(LANGFUSE, "region", "metadata.resourceAttributes.cloud.region");
    field(LANGFUSE, "session_id", "sessionId", "trace.sessionId");
    field(
        LANGFUSE,
        "input_tokens",
        "inputUsage",
        "usage.input",
        "usage.promptTokens",
        "usage.prompt_tokens",
        "usage.input_tokens");
    field(
        LANGFUSE,
        "output_tokens",
        "outputUsage",
        "usage.output",
        "usage.completionTokens",
        "usage.completion_tokens",
        "usage.output_tokens");
    field(
        LANGFUSE,
        "reasoning_tokens",
        "usage.output_reasoning_tokens",
        "usage.output_reasoning",
        "usage.reasoning_tokens",
        "usage.reasoning",
        "usage.completion_details.reasoning",
        "usage.completion_tokens_details.reasoning_tokens",
        "usage.output_tokens_details.reasoning_tokens",
        "usage.output_token_details.reasoning");
    field(
        LANGFUSE,
        "cached_input_tokens",
        "usage.input_cached_tokens",
        "usage.input_cache_read",
        "usage.cache_read_input_tokens",
        "usage.prompt_details.cache_read",
        "usage.prompt_tokens_details.cached_tokens",
        "usage.input_tokens_details.cached_tokens",
        "usage.input_token_details.cache_read");
    settings(LANGFUSE, "modelParameters.");
    field(LANGFUSE, "client.user_agent", "metadata.user_agent");
    role(LANGFUSE, Role.SPAN_KIND, "type");
    role(LANGFUSE, Role.TRACE_ID, "traceId");
    role(LANGFUSE, Role.SPAN_ID, "id");
    role(LANGFUSE, Role.PARENT_ID, "parentObservationId");
    role(LANGFUSE, Role.STARTED, "startTime");
    role(LANGFUSE, Role.ENDED, "endTime"); // its latency is in seconds here and milliseconds there
    role(LANGFUSE, Role.USAGE, "usageDetails");
    role(LANGFUSE, Role.INPUT, "input");
    role(LANGFUSE, Role.OUTPUT, "output");
    role(LANGFUSE, Role.SYSTEM, "modelParameters.instructions", "modelParameters.system");
    role(LANGFUSE, Role.TOOLS, "modelParameters.tools");
    role(LANGFUSE, Role.ERROR, "statusMessage");
  }

  /** The settings of a request as OpenAI's interface names them, which most others took over. */
  private static void settings(Vocabulary vocabulary, String prefix) {
    field(
        vocabulary,
        "params.max_tokens",
        prefix + "max_completion_tokens",
        prefix + "max_output_tokens",
        prefix + "max_tokens");
    field(vocabulary, "params.temperature", prefix + "temperature");
    field(vocabulary, "params.top_p", prefix + "top_p");
    field(vocabulary, "params.n", prefix + "n");
    field(vocabulary, "params.seed", prefix + "seed");
    field(vocabulary, "params.stream", prefix + "stream");
    field(vocabulary, "params.top_logprobs", prefix + "top_logprobs");
    field(
        vocabulary,
        "params.thinking_budget",
        prefix + "thinking.budget_tokens",
        prefix + "reasoning.max_tokens");
    role(vocabulary, Role.LOGIT_BIAS, prefix + "logit_bias");
  }

  private static void field(Vocabulary vocabulary, String field, String... names) {
    ROWS.add(new Row(vocabulary, field, null, List.of(names)));
  }

  private static void role(Vocabulary vocabulary, Role role, String... names) {
    ROWS.add(new Row(vocabulary, null, role, List.of(names)));
  }
}
