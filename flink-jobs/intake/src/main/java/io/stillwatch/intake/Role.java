package io.stillwatch.intake;

/** What an attribute of foreign telemetry says that is not one value of the event. */
enum Role {
  /** The trace in which it stands. */
  TRACE_ID,
  /** Its own span, and what the logger calls it. */
  SPAN_ID,
  /** The span that called it. */
  PARENT_ID,
  /** When the exchange began. */
  STARTED,
  /** When it was over. */
  ENDED,
  /** How long it took, in seconds with a fraction. */
  LATENCY_SECONDS,
  /** The messages of the request, as a list or as JSON in a string. */
  INPUT,
  /** The messages, choices or items of the response. */
  OUTPUT,
  /** Instructions that stand apart from the messages. */
  SYSTEM,
  /** The prompt where there are no messages. */
  PROMPT,
  /** The response where there are no messages. */
  RESPONSE,
  /** The tools that were offered. */
  TOOLS,
  /** The settings of the request as JSON in a string; each of its entries is an attribute. */
  SETTINGS,
  /**
   * Counts of tokens by kind, of which each is counted once: what is left over of the input stands
   * beside {@code input_cached_tokens} as {@code input}.
   */
  USAGE,
  /** The map of biased tokens, of which the size counts. */
  LOGIT_BIAS,
  /** What kind of span OpenInference says it is. */
  SPAN_KIND,
  /** An address, or a list of addresses with commas between that proxies have added to. */
  ADDRESS,
  /** The server's id of the response or of the request: the name of last resort. */
  RESPONSE_ID,
  /** The header that says where in a trace the exchange stands. */
  TRACE_PARENT,
  /** A class of error. */
  ERROR,
  /** Says that this is an exchange with a model, and nothing else. */
  MARK
}
