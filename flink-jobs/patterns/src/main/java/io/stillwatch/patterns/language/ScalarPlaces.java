package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Scalar;
import io.stillwatch.patterns.language.Yaml.Style;

/**
 * Finds the place in the file of a character inside a scalar, however the scalar is quoted or
 * folded.
 *
 * <p>YAML changes white space (it indents, folds and strips) and, in quotes, how a character is
 * written; it never changes the order of the others. So the n-th character of the text that is not
 * white space is the n-th such character of the source.
 */
final class ScalarPlaces {

  private final SourceText source;
  private int index;

  private ScalarPlaces(SourceText source, int index) {
    this.source = source;
    this.index = index;
  }

  /**
   * @param offset in {@link Scalar#text}, in chars
   */
  static Place of(SourceText source, Scalar scalar, int offset) {
    int before = 0;
    for (int i = 0; i < Math.min(offset, scalar.text().length()); ) {
      int point = scalar.text().codePointAt(i);
      before += isBlank(point) ? 0 : 1;
      i += Character.charCount(point);
    }
    ScalarPlaces walk = new ScalarPlaces(source, scalar.from());
    walk.enter(scalar.style());
    int start = walk.index;
    walk.skipBlanks();
    for (int i = 0; i < before && walk.index < source.length(); i++) {
      walk.skipOne(scalar.style());
      start = walk.index;
      walk.skipBlanks();
    }
    // Behind the end there is nothing to point at but the end.
    int at = offset >= scalar.text().length() ? start : walk.index;
    return source.walk(scalar.at(), scalar.from(), Math.min(at, source.length()));
  }

  private void enter(Style style) {
    switch (style) {
      case PLAIN -> {}
      case SINGLE_QUOTED, DOUBLE_QUOTED -> index++;
      case LITERAL, FOLDED -> {
        while (index < source.length() && source.point(index) != '\n') {
          index++;
        }
      }
    }
  }

  private void skipBlanks() {
    while (index < source.length() && isBlank(source.point(index))) {
      index++;
    }
  }

  /** Passes one character that is not white space, and escaped white space before it. */
  private void skipOne(Style style) {
    int point = source.point(index);
    if (style == Style.SINGLE_QUOTED && point == '\'') {
      index += 2;
    } else if (style == Style.DOUBLE_QUOTED && point == '\\') {
      boolean blank = isBlankEscape();
      index += escapeLength();
      if (blank && index < source.length()) {
        skipBlanks();
        skipOne(style);
      }
    } else {
      index++;
    }
  }

  private int escaped() {
    return index + 1 < source.length() ? source.point(index + 1) : 0;
  }

  private boolean isBlankEscape() {
    return "ntr _NLPv\n\r\t".indexOf(escaped()) >= 0;
  }

  private int escapeLength() {
    return switch (escaped()) {
      case 'x' -> 4;
      case 'u' -> 6;
      case 'U' -> 10;
      default -> 2;
    };
  }

  private static boolean isBlank(int point) {
    return Character.isWhitespace(point) || point == 0xA0 || point == 0x85;
  }
}
