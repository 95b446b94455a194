package io.stillwatch.signals;

import java.util.Arrays;

/**
 * Follows quotation marks through one text and tells which words stood between them.
 *
 * <p>Knows straight and triple quotes, code fences, the paired marks of many languages, and lines
 * quoted with {@code >}. What is opened and never closed is no quotation: one stray mark must not
 * hide the rest of a text. At most one quotation of each form is open at a time, so a word is
 * marked at most once per form.
 */
final class Quotations {

  private static final int STRAIGHT = 0;
  private static final int PAIRED = 1;
  private static final int CORNER = 2;
  private static final int TRIPLE = 3;
  private static final int FENCE = 4;

  /** Per form: the index of the first word inside, or -1. */
  private final int[] openFrom = new int[5];

  private boolean quotedLine;
  private int closedFrom;

  void start() {
    Arrays.fill(openFrom, -1);
    quotedLine = false;
  }

  void newLine(boolean emptyLine) {
    quotedLine = false;
    if (emptyLine) {
      openFrom[STRAIGHT] = -1;
    }
  }

  void quoteLine() {
    quotedLine = true;
  }

  boolean inQuotedLine() {
    return quotedLine;
  }

  /** First word of the quotation that the last call of {@link #see} closed, or -1. */
  int closedFrom() {
    return closedFrom;
  }

  /**
   * Sees the character at this index, {@code words} words having been read; returns how many it
   * used.
   */
  int see(char[] chars, int index, int end, int words) {
    closedFrom = -1;
    char c = chars[index];
    boolean three = index + 2 < end && chars[index + 1] == c && chars[index + 2] == c;
    switch (c) {
      case '`' -> {
        if (three) {
          toggle(FENCE, words, true);
          return 3;
        }
      }
      case '"', '\uFF02' -> {
        if (three) {
          toggle(TRIPLE, words, true);
          return 3;
        }
        boolean afterWord = index > 0 && isWord(chars[index - 1]);
        toggle(STRAIGHT, words, !afterWord && index + 1 < end && chars[index + 1] > ' ');
      }
      case '\u201D' -> toggle(PAIRED, words, false);
      // German closes with what English opens with, and the angled ones point either way.
      case '\u201C', '\u201E', '\u201F', '\u00AB', '\u00BB' -> toggle(PAIRED, words, true);
      case '\u300C', '\u300E' -> {
        if (openFrom[CORNER] < 0) {
          openFrom[CORNER] = words;
        }
      }
      case '\u300D', '\u300F' -> toggle(CORNER, words, false);
      default -> {}
    }
    return 1;
  }

  private void toggle(int form, int words, boolean mayOpen) {
    if (openFrom[form] >= 0) {
      closedFrom = openFrom[form];
      openFrom[form] = -1;
    } else if (mayOpen) {
      openFrom[form] = words;
    }
  }

  private static boolean isWord(char c) {
    int kind = Folding.kind(c);
    return kind != Folding.BREAK && kind != Folding.STRUCTURE && kind != Folding.DROPPED;
  }
}
