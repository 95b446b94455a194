package io.stillwatch.envoy;

/** Writes texts into JSON. */
final class Json {

  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /** Appends a text with its quotes. */
  static void text(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt(c >>> shift & 15));
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
