package io.stillwatch.cli.evaluate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** HTML that is being written: what is given as text is escaped, what is given as markup is not. */
final class Markup {

  private final StringBuilder html = new StringBuilder();

  /** Appends markup as it is. */
  Markup raw(String markup) {
    html.append(markup);
    return this;
  }

  /**
   * Appends markup with numbers in it.
   *
   * @param values numbers, and texts that hold no markup
   */
  Markup rawf(String format, @Nullable Object... values) {
    @Nullable Object[] safe = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      safe[i] = values[i] instanceof String text ? escaped(text) : values[i];
    }
    html.append(String.format(Locale.ROOT, format, safe));
    return this;
  }

  Markup text(String text) {
    html.append(escaped(text));
    return this;
  }

  /** An element with nothing but text in it. */
  Markup element(String tag, String css, String text) {
    return raw("<" + tag + (css.isEmpty() ? "" : " class=\"" + css + "\"") + ">")
        .text(text)
        .raw("</" + tag + ">");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
