package io.stillwatch.cli.investigation;

/**
 * Text of others as a terminal may show it: what would move the cursor, end the line or turn its
 * direction is shown as its escape instead, so that different ids never look the same.
 */
public final class Printable {

  private static final int DELETE = 0x7F;
  private static final int LAST_CONTROL = 0x9F;

  private Printable() {}

  public static String text(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || acts(c)) {
        escape(c, shown);
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** The same, cut where it is longer than anything that was meant to be read. */
  public static String text(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text(text);
    }
    int cut = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
    return text(text.substring(0, cut)) + "…";
  }

  /** JSON with the same meaning that a terminal may show: JSON itself allows these in strings. */
  public static String json(String json) {
    StringBuilder shown = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (acts(c)) {
        escape(c, shown);
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** Beside the control characters of ASCII. */
  private static boolean acts(char c) {
    return (c >= DELETE && c <= LAST_CONTROL)
        || (c >= '\u200B' && c <= '\u200F')
        || (c >= '\u2028' && c <= '\u202E')
        || (c >= '\u2060' && c <= '\u206F')
        || c == '\uFEFF';
  }

  private static void escape(char c, StringBuilder out) {
    String hex = Integer.toHexString(c);
    out.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
  }
}
