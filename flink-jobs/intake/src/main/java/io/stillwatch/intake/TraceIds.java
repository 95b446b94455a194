package io.stillwatch.intake;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where something stands in a trace, in lower-case hexadecimal.
 *
 * @param span its own span, empty when nothing says it
 * @param parent the span that called it, empty when nothing says it
 */
public record TraceIds(String trace, String span, String parent) {
  /** It says of no trace. */
  static final TraceIds NONE = new TraceIds("", "", "");

  private static final int TRACE_CHARS = 32;
  private static final int SPAN_CHARS = 16;
  private static final int TRACE_AT = 3;
  private static final int SPAN_AT = TRACE_AT + TRACE_CHARS + 1;
  private static final int HEADER_CHARS = SPAN_AT + SPAN_CHARS + 3;

  /**
   * What the header {@code traceparent} says, as it was handed on: {@code
   * 00-<trace>-<span>-<flags>}; null when it is none. The span is the one that called, and to whom
   * it was handed on has it for a parent.
   */
  static @Nullable TraceIds ofHeader(@Nullable String header) {
    if (header == null || header.length() < HEADER_CHARS) {
      return null;
    }
    String trace = header.substring(TRACE_AT, TRACE_AT + TRACE_CHARS).toLowerCase(Locale.ROOT);
    String span = header.substring(SPAN_AT, SPAN_AT + SPAN_CHARS).toLowerCase(Locale.ROOT);
    return isHex(trace) && isHex(span) ? new TraceIds(trace, span, "") : null;
  }

  /**
   * The same as it may be joined by: a whole trace id, as others may share a short or empty one,
   * and spans where they are whole; null when there is no such trace.
   */
  @Nullable TraceIds joinable() {
    return trace.length() == TRACE_CHARS && isHex(trace)
        ? new TraceIds(trace, whole(span), whole(parent))
        : null;
  }

  private static String whole(String span) {
    return span.length() == SPAN_CHARS && isHex(span) ? span : "";
  }

  /** Hexadecimal digits that are not all zero, which stands for none. */
  private static boolean isHex(String text) {
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
      any |= c != '0';
    }
    return any;
  }
}
