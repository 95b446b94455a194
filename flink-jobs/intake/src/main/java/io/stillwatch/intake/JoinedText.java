package io.stillwatch.intake;

import org.jspecify.annotations.Nullable;

/**
 * A text that may come in several parts, one line after the other, up to a bound. Nearly always it
 * is one part, which is then taken as it is: to copy a prompt through a growing buffer was most of
 * what an event of a foreign format allocated.
 */
final class JoinedText {
  private final int charsMax;
  private String only = "";
  private @Nullable StringBuilder several;

  JoinedText(int charsMax) {
    this.charsMax = charsMax;
  }

  JoinedText append(String text) {
    StringBuilder joined = several;
    if (joined == null && only.isEmpty()) {
      only = text.length() <= charsMax ? text : text.substring(0, charsMax);
      return this;
    }
    if (joined == null) {
      int chars = Math.min(charsMax, only.length() + 1 + text.length());
      joined = new StringBuilder(chars).append(only);
      several = joined;
    }
    if (joined.length() < charsMax) {
      joined.append('\n');
      joined.append(text, 0, Math.min(text.length(), charsMax - joined.length()));
    }
    return this;
  }

  @Override
  public String toString() {
    return several == null ? only : several.toString();
  }
}
