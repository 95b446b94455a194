package io.stillwatch.signals;

import java.util.Locale;

/**
 * Something that a producer may report about an exchange, beside its texts and who it was.
 *
 * <p>The ordinal is its place in the mask of {@link Facts}: constants are only ever added at the
 * end. What names a client or a payer is not among them, so that no condition can be written on it.
 */
public enum Fact {
  MODEL(Kind.TEXT, "model"),
  OPERATION(Kind.TEXT, "operation"),
  REGION(Kind.TEXT, "region"),
  SESSION_ID(Kind.MARK, "session_id"),
  INPUT_TOKENS(Kind.INT, "input_tokens"),
  CACHED_INPUT_TOKENS(Kind.INT, "cached_input_tokens"),
  OUTPUT_TOKENS(Kind.INT, "output_tokens"),
  REASONING_TOKENS(Kind.INT, "reasoning_tokens"),
  TURNS(Kind.INT, "turns"),
  TOOL_COUNT(Kind.INT, "tool_count"),
  TOOL_CALL_COUNT(Kind.INT, "tool_call_count"),
  FINISH_REASON(Kind.TEXT, "finish_reason"),
  REFUSED(Kind.BOOL, "refused"),
  LATENCY_MS(Kind.INT, "latency_ms"),
  STATUS(Kind.INT, "status"),
  MAX_TOKENS(Kind.INT, "params.max_tokens"),
  TEMPERATURE(Kind.DOUBLE, "params.temperature"),
  TOP_P(Kind.DOUBLE, "params.top_p"),
  N(Kind.INT, "params.n"),
  TOP_LOGPROBS(Kind.INT, "params.top_logprobs"),
  LOGIT_BIAS_SIZE(Kind.INT, "params.logit_bias_size"),
  THINKING_BUDGET(Kind.INT, "params.thinking_budget"),
  STREAM(Kind.BOOL, "params.stream"),
  SEED(Kind.INT, "params.seed"),
  NETWORK_CLASS(Kind.TEXT, "client.network_class"),
  COUNTRY(Kind.TEXT, "client.country"),
  ASN(Kind.TEXT, "client.asn"),
  PLAN(Kind.TEXT, "account.plan"),
  VERIFICATION(Kind.TEXT, "account.verification"),
  AGE_HOURS(Kind.DOUBLE, "account.age_hours"),
  PROMPT_LENGTH(Kind.INT, "prompt_length"),
  RESPONSE_LENGTH(Kind.INT, "response_length"),
  LANGUAGE(Kind.TEXT, "language");

  /** How a fact is told. */
  public enum Kind {
    BOOL,
    INT,
    DOUBLE,
    TEXT,
    /** Present or not; what it says is not kept. */
    MARK
  }

  static final Fact[] ALL = values();

  /** The facts that take a place in the table of numbers. */
  static final long NUMBERS = maskOf(Kind.BOOL) | maskOf(Kind.INT) | maskOf(Kind.DOUBLE);

  static final long TEXTS = maskOf(Kind.TEXT);

  private final Kind kind;
  private final String path;
  private final long bit = 1L << ordinal();

  Fact(Kind kind, String path) {
    this.kind = kind;
    this.path = path;
  }

  public Kind kind() {
    return kind;
  }

  /** Where the event carries it, in the event's own field names, such as {@code params.n}. */
  public String path() {
    return path;
  }

  long bit() {
    return bit;
  }

  /** Throws IllegalArgumentException where the fact is of another kind. */
  void mustBe(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalArgumentException(
          path + " is told as " + kind.name().toLowerCase(Locale.ROOT) + ", not as " + wanted);
    }
  }

  private static long maskOf(Kind kind) {
    long mask = 0;
    for (Fact fact : ALL) {
      mask |= fact.kind == kind ? fact.bit : 0;
    }
    return mask;
  }
}
