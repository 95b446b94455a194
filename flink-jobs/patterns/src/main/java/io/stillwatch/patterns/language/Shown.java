package io.stillwatch.patterns.language;

/** Words of a file as messages quote them: on one line and not too long. */
final class Shown {

  private static final int CHARS_MAX = 40;

  private Shown() {}

  static String text(String text) {
    return text(text, CHARS_MAX);
  }

  static String text(String text, int charsMax) {
    StringBuilder shown = new StringBuilder(charsMax + 1);
    for (int i = 0; i < text.length() && shown.length() < charsMax; i++) {
      char c = text.charAt(i);
      shown.append(c < ' ' ? ' ' : c);
    }
    if (text.length() > charsMax) {
      if (Character.isHighSurrogate(shown.charAt(shown.length() - 1))) {
        shown.setLength(shown.length() - 1);
      }
      shown.append('…');
    }
    return shown.toString();
  }
}
