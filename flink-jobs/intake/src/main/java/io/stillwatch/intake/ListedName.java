package io.stillwatch.intake;

import org.jspecify.annotations.Nullable;

/**
 * A name that spells a list out, as span attributes have to: {@code
 * llm.input_messages.0.message.tool_calls.1.tool_call.function.name}.
 *
 * @param list what stands before the first number
 * @param index the first number
 * @param rest what comes after it, empty where the item itself is the value
 */
record ListedName(String list, int index, String rest) {
  private static final int NAME_CHARS_MAX = 256;
  private static final int DIGITS_MAX = 6;

  /** Null for a name without a number between its points. */
  static @Nullable ListedName of(String name) {
    if (name.length() > NAME_CHARS_MAX) {
      return null;
    }
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      int end = digitsEnd(name, dot + 1);
      if (end > 0) {
        return new ListedName(
            name.substring(0, dot),
            Integer.parseInt(name, dot + 1, end, 10),
            end == name.length() ? "" : name.substring(end + 1));
      }
    }
    return null;
  }

  /** Where the digits end that fill the place between two points, or -1. */
  private static int digitsEnd(String name, int from) {
    int end = from;
    while (end < name.length() && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
      end++;
    }
    boolean whole = end == name.length() || name.charAt(end) == '.';
    return whole && end > from && end - from <= DIGITS_MAX ? end : -1;
  }
}
