package io.stillwatch.patterns.condition;

/** Follows a text from its beginning and tells what of it stands in quotes. */
final class Quotes {

  private char quote;
  private boolean escaped;

  /** Whether this character is part of a quoted text; to be asked of each in turn. */
  boolean covers(String text, int at) {
    char c = text.charAt(at);
    if (quote == 0) {
      if (c == '"' || c == '\'') {
        quote = c;
        return true;
      }
      return false;
    }
    if (escaped) {
      escaped = false;
    } else if (c == '\\') {
      escaped = true;
    } else if (c == quote) {
      quote = 0;
    }
    return true;
  }
}
