package io.stillwatch.signals;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RequestParams;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what the producer reported of an exchange. */
final class FactReader {

  private static final double MS_PER_HOUR = 60 * 60 * 1000.0;

  private FactReader() {}

  /**
   * @param language what the prompt is in, as far as anyone knows
   */
  static Facts read(InferenceEvent event, @Nullable String language) {
    Facts.Builder facts =
        Facts.builder()
            .text(Fact.MODEL, event.getModel())
            .text(Fact.OPERATION, event.getOperation())
            .text(Fact.REGION, event.getRegion())
            .mark(Fact.SESSION_ID, event.getSessionId() != null)
            .number(Fact.INPUT_TOKENS, event.getInputTokens())
            .number(Fact.CACHED_INPUT_TOKENS, event.getCachedInputTokens())
            .number(Fact.OUTPUT_TOKENS, event.getOutputTokens())
            .number(Fact.REASONING_TOKENS, event.getReasoningTokens())
            .number(Fact.TURNS, event.getTurns())
            .number(Fact.TOOL_COUNT, event.getToolCount())
            .number(Fact.TOOL_CALL_COUNT, event.getToolCallCount())
            .text(Fact.FINISH_REASON, event.getFinishReason())
            .truth(Fact.REFUSED, event.getRefused())
            .number(Fact.LATENCY_MS, event.getLatencyMs())
            .number(Fact.STATUS, event.getStatus());
    params(facts, event.getParams());
    client(facts, event.getClient());
    account(facts, event.getAccount(), event.getOccurredAt());
    lengths(facts, event, event.getFeatures());
    facts.text(Fact.LANGUAGE, language);
    return facts.build();
  }

  private static void params(Facts.Builder facts, @Nullable RequestParams params) {
    if (params != null) {
      facts
          .number(Fact.MAX_TOKENS, params.getMaxTokens())
          .real(Fact.TEMPERATURE, params.getTemperature())
          .real(Fact.TOP_P, params.getTopP())
          .number(Fact.N, params.getN())
          .number(Fact.TOP_LOGPROBS, params.getTopLogprobs())
          .number(Fact.LOGIT_BIAS_SIZE, params.getLogitBiasSize())
          .number(Fact.THINKING_BUDGET, params.getThinkingBudget())
          .truth(Fact.STREAM, params.getStream())
          .number(Fact.SEED, params.getSeed());
    }
  }

  private static void client(Facts.Builder facts, @Nullable Client client) {
    if (client != null) {
      facts
          .text(Fact.NETWORK_CLASS, client.getNetworkClass())
          .text(Fact.COUNTRY, client.getCountry())
          .text(Fact.ASN, client.getAsn());
    }
  }

  private static void account(
      Facts.Builder facts, @Nullable AccountFacts account, Instant occurredAt) {
    if (account != null) {
      facts
          .text(Fact.PLAN, account.getPlan())
          .text(Fact.VERIFICATION, account.getVerification())
          .real(Fact.AGE_HOURS, hours(account.getCreatedAt(), occurredAt));
    }
  }

  private static @Nullable Double hours(@Nullable Instant from, Instant to) {
    // In doubles, so that absurd times give an absurd age and no overflow.
    return from == null
        ? null
        : ((double) to.toEpochMilli() - (double) from.toEpochMilli()) / MS_PER_HOUR;
  }

  /** Who read the features saw the whole text, also where only a part of it came along. */
  private static void lengths(
      Facts.Builder facts, InferenceEvent event, @Nullable Features features) {
    Integer prompt = features == null ? null : features.getPromptLength();
    Integer response = features == null ? null : features.getResponseLength();
    facts
        .number(Fact.PROMPT_LENGTH, prompt != null ? prompt : length(event.getPromptText()))
        .number(
            Fact.RESPONSE_LENGTH, response != null ? response : length(event.getResponseText()));
  }

  private static @Nullable Integer length(@Nullable String text) {
    return text == null ? null : text.length();
  }
}
