package io.stillwatch.patterns.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text of a test event that may differ from one repetition to the next.
 *
 * <p>{@code $(i)} stands for the number of the repetition, from 0. It may be multiplied, divided
 * (whole) or taken as a remainder, and then something added: {@code $(i/2)}, {@code $(i%2)}, {@code
 * $(i*10+5)}. A plain {@code $(} is written {@code $$(}.
 */
final class Repeating {

  private static final int DIGITS_MAX = 9;

  private final List<String> texts;
  private final List<Count> counts;

  private Repeating(List<String> texts, List<Count> counts) {
    this.texts = texts;
    this.counts = counts;
  }

  private record Count(char by, long factor, long plus) {
    long at(int i) {
      long scaled =
          switch (by) {
            case '/' -> i / factor;
            case '%' -> i % factor;
            default -> i * factor;
          };
      return scaled + plus;
    }
  }

  /** Null when a placeholder is not of the form above. */
  static @Nullable Repeating parse(String text) {
    List<String> texts = new ArrayList<>();
    List<Count> counts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      if (text.startsWith("$$(", at)) {
        plain.append("$(");
        at += 3;
      } else if (text.startsWith("$(", at)) {
        int end = text.indexOf(')', at);
        Count count = end < 0 ? null : count(text.substring(at + 2, end).replace(" ", ""));
        if (count == null) {
          return null;
        }
        texts.add(plain.toString());
        counts.add(count);
        plain.setLength(0);
        at = end + 1;
      } else {
        plain.append(text.charAt(at++));
      }
    }
    texts.add(plain.toString());
    return new Repeating(texts, counts);
  }

  private static @Nullable Count count(String inner) {
    if (inner.isEmpty() || inner.charAt(0) != 'i') {
      return null;
    }
    int at = 1;
    char by = '*';
    long factor = 1;
    if (at < inner.length() && "*/%".indexOf(inner.charAt(at)) >= 0) {
      by = inner.charAt(at);
      int end = digits(inner, at + 1);
      factor = number(inner, at + 1, end);
      at = end;
    }
    long plus = 0;
    if (at < inner.length() && (inner.charAt(at) == '+' || inner.charAt(at) == '-')) {
      int end = digits(inner, at + 1);
      plus = number(inner, at + 1, end);
      plus = inner.charAt(at) == '-' && plus > 0 ? -plus : plus;
      if (plus == WRONG) {
        return null;
      }
      at = end;
    }
    return at < inner.length() || factor < 1 ? null : new Count(by, factor, plus);
  }

  private static final long WRONG = Long.MIN_VALUE;

  private static int digits(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static long number(String text, int from, int end) {
    return end == from || end - from > DIGITS_MAX ? WRONG : Long.parseLong(text, from, end, 10);
  }

  /** Whether any two repetitions can differ. */
  boolean varies() {
    return !counts.isEmpty();
  }

  String at(int i) {
    if (counts.isEmpty()) {
      return texts.get(0);
    }
    StringBuilder text = new StringBuilder(texts.get(0));
    for (int k = 0; k < counts.size(); k++) {
      text.append(counts.get(k).at(i)).append(texts.get(k + 1));
    }
    return text.toString();
  }
}
